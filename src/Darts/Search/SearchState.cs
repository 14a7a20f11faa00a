using System.Text.Json;
using System.Text.Json.Serialization;
using Darts.Networks;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// The state of a search between two epochs, to a file and back: weights, alphas and running statistics under the network's names, momentum
/// buffers, Adam's means, and as text the settings and what the epochs left. The order of the images and all random numbers follow from the
/// seed and the number of the epoch.
/// </summary>
internal sealed class SearchState(SearchNetwork network, BilevelStep step, IReadOnlyDictionary<string, string> settings) : ICheckpointState<SearchEpoch>
{
    private const string Kind = "darts-search";
    private const string Version = "1";

    // A validation loss may be infinite without ending the search.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly string[] weightNames =
        [.. network.named_parameters().Select(pair => pair.name).Where(name => !name.StartsWith("architecture.", StringComparison.Ordinal))];

    private readonly string[] alphaNames = ["alphas_normal", "alphas_reduce"];

    public string Run => "search";

    private sealed record Texts(IReadOnlyDictionary<string, string> Settings, long[] AdamSteps, IReadOnlyList<EpochRecord> History);

    public void Write(string path, IReadOnlyList<SearchEpoch> history)
    {
        using var scope = NewDisposeScope();
        var tensors = network.state_dict().ToDictionary(pair => $"network.{pair.Key}", pair => pair.Value);
        var momentum = step.Optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            if (momentum[i].momentum_buffer is { } buffer)
                tensors[$"momentum.{weightNames[i]}"] = buffer;
        }

        var adam = step.Architect.AdamStates;
        for (var i = 0; i < adam.Count; i++)
        {
            tensors[$"adam.mean.{alphaNames[i]}"] = adam[i].exp_avg;
            tensors[$"adam.square.{alphaNames[i]}"] = adam[i].exp_avg_sq;
        }

        var texts = new Texts(settings, [.. adam.Select(state => state.step)], [.. history.Select(EpochRecord.From)]);
        TensorFile.Write(path, tensors, new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["version"] = Version,
            ["search"] = JsonSerializer.Serialize(texts, Json),
        });
    }

    /// <summary>Puts the state of a file into the network and the optimizers.</summary>
    /// <exception cref="InvalidDataException">The file is truncated, corrupt, or no checkpoint of a search; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">It belongs to a search with other settings; nothing was changed.</exception>
    public IReadOnlyList<SearchEpoch> Read(string path)
    {
        using var scope = NewDisposeScope();
        using var file = TensorFile.Read(path);
        var texts = ReadTexts(path, file);
        RunSettings.Check(path, Run, settings, texts.Settings);
        var state = network.state_dict();
        CheckTensors(path, file, state, texts);

        using var _ = no_grad();
        foreach (var (name, tensor) in state)
            tensor.copy_(file.Tensors[$"network.{name}"]);
        var momentum = step.Optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            momentum[i].momentum_buffer?.Dispose();
            momentum[i].momentum_buffer = file.Tensors.TryGetValue($"momentum.{weightNames[i]}", out var buffer) ? Own(buffer) : null;
        }

        var adam = step.Architect.AdamStates;
        for (var i = 0; i < adam.Count; i++)
        {
            adam[i].step = texts.AdamSteps[i];
            adam[i].exp_avg.copy_(file.Tensors[$"adam.mean.{alphaNames[i]}"]);
            adam[i].exp_avg_sq.copy_(file.Tensors[$"adam.square.{alphaNames[i]}"]);
        }

        return [.. texts.History.Select(record => record.ToEpoch(network.Options.Operations, network.Topology))];
    }

    private Tensor Own(Tensor stored) => stored.to(network.Device, copy: true).DetachFromDisposeScope();

    private static Texts ReadTexts(string path, TensorFile file)
    {
        if (file.Metadata.GetValueOrDefault("kind") != Kind || file.Metadata.GetValueOrDefault("version") != Version)
            throw new InvalidDataException($"'{path}' is no checkpoint of a search in version {Version}: its kind is '{file.Metadata.GetValueOrDefault("kind")}', its version '{file.Metadata.GetValueOrDefault("version")}'.");
        try
        {
            return JsonSerializer.Deserialize<Texts>(file.Metadata["search"], Json)!;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"'{path}' is a corrupt checkpoint: its description cannot be read ({error.Message}).", error);
        }
    }

    private void CheckTensors(string path, TensorFile file, Dictionary<string, Tensor> state, Texts texts)
    {
        var expected = state.ToDictionary(pair => $"network.{pair.Key}", pair => pair.Value);
        for (var i = 0; i < alphaNames.Length; i++)
        {
            expected[$"adam.mean.{alphaNames[i]}"] = network.Alphas[i];
            expected[$"adam.square.{alphaNames[i]}"] = network.Alphas[i];
        }

        foreach (var (name, like) in expected)
        {
            if (!file.Tensors.TryGetValue(name, out var tensor) || !tensor.shape.AsSpan().SequenceEqual(like.shape))
                throw new InvalidDataException($"'{path}' is a corrupt checkpoint: the tensor '{name}' is missing or not [{string.Join(", ", like.shape)}].");
        }

        if (texts.AdamSteps.Length != alphaNames.Length || texts.History.Count == 0)
            throw new InvalidDataException($"'{path}' is a corrupt checkpoint: its description is incomplete.");
    }
}
