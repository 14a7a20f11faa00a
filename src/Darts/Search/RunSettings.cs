namespace Darts.Search;

/// <summary>Compares the settings of a run with those of a checkpoint.</summary>
internal static class RunSettings
{
    /// <summary>Refuses a checkpoint of a run with other settings.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="run">What the run is, for the message.</param>
    /// <param name="settings">Those of this run.</param>
    /// <param name="stored">Those of the checkpoint.</param>
    /// <exception cref="InvalidOperationException">They differ; the message names the differences.</exception>
    public static void Check(string path, string run, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> stored)
    {
        var differences = settings.Where(pair => stored.GetValueOrDefault(pair.Key) != pair.Value)
            .Select(pair => $"{pair.Key} = {pair.Value}, there {stored.GetValueOrDefault(pair.Key) ?? "unknown"}").ToArray();
        if (differences.Length > 0)
            throw new InvalidOperationException($"'{path}' belongs to a {run} with other settings ({string.Join("; ", differences)}). Use the same settings to go on, or another CheckpointFolder to begin anew.");
    }

    /// <summary>Values as texts.</summary>
    public static IReadOnlyDictionary<string, string> Texts(IEnumerable<KeyValuePair<string, object?>> settings) =>
        settings.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "none");
}
