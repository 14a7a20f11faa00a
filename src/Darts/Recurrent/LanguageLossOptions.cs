using Darts.Runtime;

namespace Darts.Recurrent;

/// <summary>What a weight step adds to the mean cross entropy; the defaults are the authors'.</summary>
public sealed record LanguageLossOptions
{
    /// <summary>Factor of the mean square change of the outputs from one position to the next (the authors' <c>beta</c>): a slow hidden state is preferred.</summary>
    public double Slowness { get; init => field = Option.NotNegative(value); } = 1e-3;

    /// <summary>Factor of the mean square of the dropped outputs (the authors' <c>alpha</c>).</summary>
    public double Activity { get; init => field = Option.NotNegative(value); }

    /// <summary>
    /// Largest number of rows in one pass, for small memories: gradients of a window are accumulated over chunks of this many rows, each
    /// normalised by its own statistics. All rows are taken at once when null.
    /// </summary>
    public int? ChunkSize { get; init => field = value is null ? null : Option.AtLeast(value.Value, 2, "batch norm needs at least 2 rows in a chunk."); }
}
