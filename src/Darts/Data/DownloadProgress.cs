namespace Darts.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Received">Bytes on the disk.</param>
/// <param name="Total">Bytes in all, if known.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total)
{
    /// <summary>The part that is there, 0 to 1, if the whole is known.</summary>
    public double? Fraction => Total is > 0 and var total ? (double)Received / total : null;
}
