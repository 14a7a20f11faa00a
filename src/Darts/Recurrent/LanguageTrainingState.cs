using Darts.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// The state of a language model's training between two epochs: weights, averages, the best weights so far, and how far the two optimizers were
/// at either.
/// </summary>
internal sealed class LanguageTrainingState(RecurrentNetwork network, AveragedSgd optimizer, BestWeights best, IReadOnlyDictionary<string, string> settings)
    : CheckpointState<LanguageTrainingEpoch, LanguageTrainingEpoch>("training", settings, epoch => epoch, epoch => epoch)
{
    private readonly string[] names = [.. network.named_parameters().Select(pair => pair.name)];

    protected override Dictionary<string, Tensor> Tensors()
    {
        var tensors = network.state_dict().ToDictionary(pair => $"network.{pair.Key}", pair => pair.Value);
        for (var i = 0; i < names.Length; i++)
        {
            if (optimizer.Averaging)
                tensors[$"average.{names[i]}"] = optimizer.Averages[i];
            if (best.Exists)
                tensors[$"best.{names[i]}"] = best.Weights[i];
        }

        return tensors;
    }

    protected override long[] Counters() => [.. optimizer.Counters(), .. best.Counters()];

    protected override IEnumerable<(string name, long[] shape)> Expected(long[] counters)
    {
        foreach (var (name, value) in network.state_dict())
        {
            yield return ($"network.{name}", value.shape);
            if (counters[0] != 0)
                yield return ($"average.{name}", value.shape);
            if (counters[3] != 0)
                yield return ($"best.{name}", value.shape);
        }
    }

    protected override void Restore(IReadOnlyDictionary<string, Tensor> tensors, long[] counters)
    {
        foreach (var (name, tensor) in network.state_dict())
            tensor.copy_(tensors[$"network.{name}"]);
        optimizer.Restore(counters.AsSpan(0, 3));
        best.Restore(counters.AsSpan(3));
        for (var i = 0; i < names.Length; i++)
        {
            if (optimizer.Averaging)
                optimizer.Averages[i].copy_(tensors[$"average.{names[i]}"]);
            if (best.Exists)
                best.Weights[i].copy_(tensors[$"best.{names[i]}"]);
        }
    }
}
