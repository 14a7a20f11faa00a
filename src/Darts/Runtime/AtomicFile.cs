namespace Darts.Runtime;

/// <summary>Files that are written whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file through a temporary one beside it: write, flush to the disk, rename. Whatever happens in between (an exception,
    /// a full disk, a killed process), <paramref name="path"/> holds its old content or the whole new one.
    /// </summary>
    /// <param name="path">The file to write; its folder is made if it is missing.</param>
    /// <param name="write">Writes the content to the stream it is given.</param>
    /// <exception cref="IOException">The file cannot be written; the temporary file is removed and the old file untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);

        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error)
        {
            File.Delete(temporary);
            // .NET reports a file that outgrows the file system's or the user's limit as a bad argument of its own.
            if (error.GetType() == typeof(IOException) || error is ArgumentOutOfRangeException { ParamName: "value", TargetSite.DeclaringType.Namespace: "System.IO" })
                throw new IOException($"'{target}' cannot be written: {error.Message.ReplaceLineEndings(" ")} What was there before is untouched.", error);
            throw;
        }
    }

    /// <summary>Writes text in UTF-8 (no byte order mark), whole or not at all.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="text">Its new content.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void WriteAllText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
