using System.Text;

namespace Darts.Data;

/// <summary>Reads a text in UTF-8, as it is or inside gzip.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The whole text.</summary>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">It is empty, damaged or not UTF-8.</exception>
    public static string Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        var bytes = Bytes(path);
        if (bytes.Length == 0)
            throw new InvalidDataException($"{path}: the file is empty; a part of a corpus has at least one line of words.");
        try
        {
            return Strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException(
                $"{path}: not UTF-8, the bytes {string.Join(' ', error.BytesUnknown!.Select(value => $"{value:x2}"))} at {error.Index:N0} are no character. Convert the file to UTF-8.", error);
        }
    }

    private static byte[] Bytes(string path)
    {
        using var file = File.OpenRead(path);
        using var content = new MemoryStream();
        try
        {
            if (WholeGzipStream.StartsLikeGzip(file))
            {
                using var unpacked = new WholeGzipStream(file);
                Append(unpacked);
            }
            else
            {
                Append(file);
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: damaged gzip data ({error.Message.TrimEnd('.')}). Put a whole copy in its place.", error);
        }

        return content.ToArray();

        // CopyTo would go past the stream's check of the length.
        void Append(Stream stream)
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
                content.Write(buffer, 0, read);
        }
    }
}
