using System.IO.Compression;

namespace Darts.Data;

/// <summary>Unpacks a <c>.zip</c> that is not trusted.</summary>
internal static class ZipFolder
{
    /// <summary>Unpacks the files and folders of an archive. A name that leads out of the target folder is refused.</summary>
    /// <param name="archive">A zip file.</param>
    /// <param name="target">An empty or missing folder.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, no zip, or holds a name that leads out of the target.</exception>
    public static void Unpack(string archive, string target)
    {
        Directory.CreateDirectory(target);
        try
        {
            ZipFile.ExtractToDirectory(archive, target, overwriteFiles: false);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{archive}: damaged or truncated, or no zip ({error.Message.TrimEnd('.')}). Delete it and put a whole copy in its place.", error);
        }
        catch (IOException error) when (error.Message.Contains("outside", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{archive}: an entry leads out of the folder that it is unpacked into. Do not use this archive.", error);
        }
    }
}
