using System.Text.Json;
using System.Text.Json.Serialization;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// A checkpoint as a tensor file: named tensors and counters, and as text the settings and what the epochs left. The order of the data and all
/// random numbers follow from the seed and the number of the epoch.
/// </summary>
/// <typeparam name="TEpoch">What an epoch leaves.</typeparam>
/// <typeparam name="TRecord">The same as it is stored.</typeparam>
internal abstract class CheckpointState<TEpoch, TRecord>(
    string what, IReadOnlyDictionary<string, string> settings, Func<TEpoch, TRecord> store, Func<TRecord, TEpoch> restore) : ICheckpointState<TEpoch>
{
    private const string Version = "1";

    // A validation loss may be infinite without ending a run.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private sealed record Texts(IReadOnlyDictionary<string, string>? Settings, long[]? Counters, IReadOnlyList<TRecord>? History);

    public string What => what;

    /// <summary>The kind that the file says it is.</summary>
    private string Kind => $"darts-{what}";

    /// <summary>Everything to store under its name.</summary>
    protected abstract Dictionary<string, Tensor> Tensors();

    /// <summary>Whole numbers to store.</summary>
    protected abstract long[] Counters();

    /// <summary>The shapes that a file must have; it may have more tensors.</summary>
    /// <param name="counters">The counters of the file.</param>
    protected abstract IEnumerable<(string name, long[] shape)> Expected(long[] counters);

    /// <summary>Puts checked tensors and counters into place.</summary>
    protected abstract void Restore(IReadOnlyDictionary<string, Tensor> tensors, long[] counters);

    public void Write(string path, IReadOnlyList<TEpoch> history)
    {
        using var scope = NewDisposeScope();
        TensorFile.Write(path, Tensors(), new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["version"] = Version,
            [what] = JsonSerializer.Serialize(new Texts(settings, Counters(), [.. history.Select(store)]), Json),
        });
    }

    public IReadOnlyList<TEpoch> Read(string path)
    {
        using var scope = NewDisposeScope();
        using var file = TensorFile.Read(path);
        var texts = ReadTexts(path, file);
        if (texts.Settings is null || texts.Counters?.Length != Counters().Length || texts.History is not { Count: > 0 })
            throw new InvalidDataException($"'{path}' is a corrupt checkpoint: its description is incomplete.");
        CheckSettings(path, texts.Settings);
        foreach (var (name, shape) in Expected(texts.Counters))
        {
            if (!file.Tensors.TryGetValue(name, out var tensor) || !tensor.shape.AsSpan().SequenceEqual(shape))
                throw new InvalidDataException($"'{path}' is a corrupt checkpoint: the tensor '{name}' is missing or not [{string.Join(", ", shape)}].");
        }

        using var _ = no_grad();
        Restore(file.Tensors, texts.Counters);
        return [.. texts.History.Select(restore)];
    }

    private Texts ReadTexts(string path, TensorFile file)
    {
        if (file.Metadata.GetValueOrDefault("kind") != Kind || file.Metadata.GetValueOrDefault("version") != Version)
            throw new InvalidDataException($"'{path}' is no checkpoint of a {what} in version {Version}: its kind is '{file.Metadata.GetValueOrDefault("kind")}', its version '{file.Metadata.GetValueOrDefault("version")}'.");
        try
        {
            return JsonSerializer.Deserialize<Texts>(file.Metadata[what], Json)!;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"'{path}' is a corrupt checkpoint: its description cannot be read ({error.Message}).", error);
        }
    }

    private void CheckSettings(string path, IReadOnlyDictionary<string, string> stored)
    {
        var differences = settings.Where(pair => stored.GetValueOrDefault(pair.Key) != pair.Value)
            .Select(pair => $"{pair.Key} = {pair.Value}, there {stored.GetValueOrDefault(pair.Key) ?? "unknown"}").ToArray();
        if (differences.Length > 0)
            throw new InvalidOperationException($"'{path}' belongs to a {what} with other settings ({string.Join("; ", differences)}). Use the same settings to go on, or another CheckpointFolder to begin anew.");
    }
}
