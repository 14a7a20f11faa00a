namespace Darts.Notebooks.Documents;

/// <summary>Writes files whole or not at all: a temporary file in the same folder, flushed to the disk, renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Finds out whether a file can be written, without touching it; its folder is made when missing.</summary>
    /// <exception cref="IOException">It cannot; the message names the file.</exception>
    public static void Check(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (Directory.Exists(full))
                throw new IOException("it is a folder");
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            var temporary = $"{full}.{Guid.NewGuid():N}.tmp";
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file to replace; its folder is made when missing.</param>
    /// <param name="bytes">The new content.</param>
    /// <param name="mode">Unix permissions of the file; null leaves the system's default.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode? mode = null)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (mode is not null && !OperatingSystem.IsWindows())
                options.UnixCreateMode = mode;
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
