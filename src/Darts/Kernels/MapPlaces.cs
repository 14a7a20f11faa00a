namespace Darts.Kernels;

/// <summary>Gives the maps of a cell their places in one piece of memory.</summary>
internal sealed class MapPlaces
{
    // Numbers of a cache line, of floats at least.
    private const long Line = 16;

    /// <summary>Numbers of all maps together.</summary>
    public long Size { get; private set; }

    /// <summary>The place of the next map, counted in numbers from the first map.</summary>
    /// <param name="count">Its numbers.</param>
    public long Next(long count)
    {
        var place = Size;
        Size += (count + Line - 1) / Line * Line;
        return place;
    }
}
