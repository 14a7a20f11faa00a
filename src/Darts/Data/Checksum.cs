using System.IO.Compression;
using System.Security.Cryptography;

namespace Darts.Data;

/// <summary>What a file's content must hash to.</summary>
public sealed record Checksum
{
    private readonly HashAlgorithmName algorithm;

    private Checksum(HashAlgorithmName algorithm, string digits, int bytes)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Length != 2 * bytes || !digits.All(char.IsAsciiHexDigit))
            throw new ArgumentException($"'{digits}': a checksum of {algorithm.Name} has {2 * bytes} hexadecimal digits.", nameof(digits));
        this.algorithm = algorithm;
        Digits = digits.ToLowerInvariant();
    }

    /// <summary>The checksum in lower-case hexadecimal digits.</summary>
    public string Digits { get; }

    /// <summary>
    /// Whether it is of what the gzip file unpacks to, where publishers' copies differ in their compression alone; a file that is not
    /// gzip is then hashed as it is.
    /// </summary>
    public bool OfUnpacked { get; init; }

    /// <summary>A SHA-256 checksum.</summary>
    /// <param name="digits">64 hexadecimal digits.</param>
    /// <exception cref="ArgumentException">There are not 64 hexadecimal digits.</exception>
    public static Checksum Sha256(string digits) => new(HashAlgorithmName.SHA256, digits, 32);

    /// <summary>An MD5 checksum: it tells damage, not intent. For publishers who give nothing better.</summary>
    /// <param name="digits">32 hexadecimal digits.</param>
    /// <exception cref="ArgumentException">There are not 32 hexadecimal digits.</exception>
    public static Checksum Md5(string digits) => new(HashAlgorithmName.MD5, digits, 16);

    /// <summary>Names algorithm and digits, for messages.</summary>
    public override string ToString() => $"{algorithm.Name!.ToLowerInvariant()}{(OfUnpacked ? " of the unpacked content" : "")} {Digits}";

    /// <summary>Says what is wrong with a file, or null where its checksum is right.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string? Mismatch(string path)
    {
        using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(algorithm);
        try
        {
            if (OfUnpacked && Gzip.IsAtStartOf(file))
            {
                using var unpacked = new GZipStream(file, CompressionMode.Decompress);
                Append(unpacked);
            }
            else
            {
                Append(file);
            }
        }
        catch (InvalidDataException error)
        {
            return $"damaged gzip data ({error.Message.TrimEnd('.')})";
        }

        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == Digits ? null : $"its {algorithm.Name!.ToLowerInvariant()}{(OfUnpacked ? " (unpacked)" : "")} is {found} where {Digits} is right";

        void Append(Stream content)
        {
            var buffer = new byte[1 << 17];
            for (int read; (read = content.Read(buffer)) > 0;)
                hash.AppendData(buffer, 0, read);
        }
    }
}
