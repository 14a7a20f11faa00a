namespace Darts.Notebooks.Documents;

/// <summary>Writes files whole or not at all: a temporary file in the same folder, flushed to the disk, renamed.</summary>
internal static class AtomicFile
{
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
