using System.Security.Cryptography;
using System.Text;

namespace Darts.Data;

/// <summary>Short digests by which checkpoints know their data.</summary>
internal static class Fingerprint
{
    /// <summary>12 hexadecimal digits of the SHA-256 of some bytes, one piece after the other.</summary>
    public static string Of(params ReadOnlySpan<byte[]> pieces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in pieces)
            hash.AppendData(piece);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    /// <summary>The same of a text.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));
}
