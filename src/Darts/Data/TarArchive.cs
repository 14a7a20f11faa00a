using System.Formats.Tar;
using System.IO.Compression;

namespace Darts.Data;

/// <summary>Unpacks a <c>.tar.gz</c> that is not trusted.</summary>
internal static class TarArchive
{
    /// <summary>
    /// Unpacks the files and folders of an archive. A name that leads out of the target folder, a link or a device is refused.
    /// </summary>
    /// <param name="archive">A tar file inside gzip.</param>
    /// <param name="target">An empty or missing folder.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, no tar.gz, or holds something other than files and folders within the target.</exception>
    public static void Unpack(string archive, string target)
    {
        var root = Path.GetFullPath(target);
        Directory.CreateDirectory(root);
        using var file = File.OpenRead(archive);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unpacked);
        while (Read(() => tar.GetNextEntry()) is { } entry)
        {
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
                continue;
            var path = Check(entry, root, archive);
            _ = Read<object?>(() =>
            {
                Extract(entry, path);
                return null;
            });
        }

        T Read<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (Exception error) when (error is EndOfStreamException or FormatException or InvalidDataException)
            {
                throw new InvalidDataException($"{archive}: damaged or truncated, or no tar.gz ({error.Message.TrimEnd('.')}). Delete it and put a whole copy in its place.", error);
            }
        }
    }

    private static string Check(TarEntry entry, string root, string archive)
    {
        if (entry.EntryType is not (TarEntryType.Directory or TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            throw new InvalidDataException($"{archive}: the entry '{entry.Name}' is a {entry.EntryType}: a data set holds files and folders alone. Do not use this archive.");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(root, entry.Name)));
        return path == root || path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidDataException($"{archive}: the entry '{entry.Name}' leads out of the folder that it is unpacked into. Do not use this archive.");
    }

    private static void Extract(TarEntry entry, string path)
    {
        if (entry.EntryType == TarEntryType.Directory)
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        entry.ExtractToFile(path, overwrite: false);
    }
}
