using System.Text.Json;
using System.Text.Json.Serialization;
using Darts.Networks;
using Darts.Runtime;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Training;

/// <summary>
/// The state of a retraining between two epochs, to a file and back: weights and running statistics under the network's names, momentum buffers, and
/// as text the settings and what the epochs left. The order of the images and all random numbers follow from the seed and the number of the epoch.
/// </summary>
internal sealed class RetrainingState(EvaluationNetwork network, RetrainingStep step, IReadOnlyDictionary<string, string> settings) : ICheckpointState<RetrainingEpoch>
{
    private const string Kind = "darts-retraining";
    private const string Version = "1";

    // A test loss may be infinite without ending the retraining.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly string[] weightNames = [.. network.named_parameters().Select(pair => pair.name)];

    public string Run => "retraining";

    private sealed record Texts(IReadOnlyDictionary<string, string> Settings, IReadOnlyList<RetrainingEpoch> History);

    public void Write(string path, IReadOnlyList<RetrainingEpoch> history)
    {
        using var scope = NewDisposeScope();
        var tensors = network.state_dict().ToDictionary(pair => $"network.{pair.Key}", pair => pair.Value);
        var momentum = step.Optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            if (momentum[i].momentum_buffer is { } buffer)
                tensors[$"momentum.{weightNames[i]}"] = buffer;
        }

        TensorFile.Write(path, tensors, new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["version"] = Version,
            ["retraining"] = JsonSerializer.Serialize(new Texts(settings, history), Json),
        });
    }

    public IReadOnlyList<RetrainingEpoch> Read(string path)
    {
        using var scope = NewDisposeScope();
        using var file = TensorFile.Read(path);
        var texts = ReadTexts(path, file);
        RunSettings.Check(path, Run, settings, texts.Settings);
        var state = network.state_dict();
        foreach (var (name, like) in state)
        {
            if (!file.Tensors.TryGetValue($"network.{name}", out var tensor) || !tensor.shape.AsSpan().SequenceEqual(like.shape))
                throw new InvalidDataException($"'{path}' is a corrupt checkpoint: the tensor 'network.{name}' is missing or not [{string.Join(", ", like.shape)}].");
        }

        using var _ = no_grad();
        foreach (var (name, tensor) in state)
            tensor.copy_(file.Tensors[$"network.{name}"]);
        var momentum = step.Optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            momentum[i].momentum_buffer?.Dispose();
            momentum[i].momentum_buffer = file.Tensors.TryGetValue($"momentum.{weightNames[i]}", out var buffer) ? buffer.to(network.Device, copy: true).DetachFromDisposeScope() : null;
        }

        return texts.History;
    }

    private static Texts ReadTexts(string path, TensorFile file)
    {
        if (file.Metadata.GetValueOrDefault("kind") != Kind || file.Metadata.GetValueOrDefault("version") != Version)
            throw new InvalidDataException($"'{path}' is no checkpoint of a retraining in version {Version}: its kind is '{file.Metadata.GetValueOrDefault("kind")}', its version '{file.Metadata.GetValueOrDefault("version")}'.");
        try
        {
            var texts = JsonSerializer.Deserialize<Texts>(file.Metadata["retraining"], Json)!;
            return texts.History.Count > 0 ? texts : throw new JsonException("no epoch");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"'{path}' is a corrupt checkpoint: its description cannot be read ({error.Message}).", error);
        }
    }
}
