using System.Text.RegularExpressions;

namespace Darts.Search;

/// <summary>The names of checkpoint files; other files in their folder are left alone.</summary>
internal static partial class CheckpointName
{
    /// <summary>The number of the epoch is the first group.</summary>
    [GeneratedRegex(@"^epoch-(\d{4,})\.safetensors$")]
    public static partial Regex Pattern { get; }
}
