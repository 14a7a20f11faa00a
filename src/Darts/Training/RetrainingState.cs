using Darts.Networks;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Training;

/// <summary>The state of a retraining between two epochs: weights and running statistics under the network's names, momentum buffers.</summary>
internal sealed class RetrainingState(EvaluationNetwork network, RetrainingStep step, IReadOnlyDictionary<string, string> settings)
    : CheckpointState<RetrainingEpoch, RetrainingEpoch>("retraining", settings, epoch => epoch, epoch => epoch)
{
    private readonly string[] weightNames = [.. network.named_parameters().Select(pair => pair.name)];

    protected override Dictionary<string, Tensor> Tensors()
    {
        var tensors = network.state_dict().ToDictionary(pair => $"network.{pair.Key}", pair => pair.Value);
        var momentum = step.Optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            if (momentum[i].momentum_buffer is { } buffer)
                tensors[$"momentum.{weightNames[i]}"] = buffer;
        }

        return tensors;
    }

    protected override long[] Counters() => [];

    protected override IEnumerable<(string name, long[] shape)> Expected(long[] counters) =>
        network.state_dict().Select(pair => ($"network.{pair.Key}", pair.Value.shape));

    protected override void Restore(IReadOnlyDictionary<string, Tensor> tensors, long[] counters)
    {
        foreach (var (name, tensor) in network.state_dict())
            tensor.copy_(tensors[$"network.{name}"]);
        var momentum = step.Optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            momentum[i].momentum_buffer?.Dispose();
            momentum[i].momentum_buffer = tensors.TryGetValue($"momentum.{weightNames[i]}", out var buffer) ? buffer.to(network.Device, copy: true).DetachFromDisposeScope() : null;
        }
    }
}
