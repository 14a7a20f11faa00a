namespace Darts.Data;

/// <summary>A file to download, and how to know that it is the right one.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Name">What it is called on the disk.</param>
public sealed record DownloadFile(Uri Address, string Name)
{
    /// <summary>Its size in bytes, if known.</summary>
    public long? Size { get; init; }

    /// <summary>What it hashes to, if known.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>Says what is wrong with a copy of the file, or null where it is the right one.</summary>
    /// <param name="path">The copy.</param>
    /// <exception cref="IOException">The copy cannot be read.</exception>
    public string? Mismatch(string path)
    {
        var length = new FileInfo(path).Length;
        return Size is { } size && size != length ? $"it has {length:N0} bytes where {size:N0} are right" : Checksum?.Mismatch(path);
    }

    /// <summary>How to do without the network, for messages.</summary>
    internal string ByHand(string path)
    {
        var facts = string.Join(", ", new[] { Size is { } size ? $"{size:N0} bytes" : null, Checksum?.ToString() }.Where(fact => fact is not null));
        return $"To do it by hand, fetch {Address} some other way and put it at {path}{(facts.Length > 0 ? $" ({facts})" : "")}; then run again.";
    }
}
