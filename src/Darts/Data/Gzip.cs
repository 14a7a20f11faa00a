namespace Darts.Data;

/// <summary>Tells gzip files from others by their content, whatever they are called.</summary>
internal static class Gzip
{
    /// <summary>Whether the file starts like gzip; it is left at its beginning.</summary>
    public static bool IsAtStartOf(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var zipped = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual<byte>([0x1f, 0x8b]);
        file.Position = 0;
        return zipped;
    }
}
