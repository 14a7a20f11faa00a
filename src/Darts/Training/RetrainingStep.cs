using Darts.Cells;
using Darts.Data;
using Darts.Kernels;
using Darts.Networks;
using Darts.Relaxation;
using Darts.Runtime;
using Darts.Search;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Training;

/// <summary>
/// One step on the weights of an evaluation network: loss = CE(logits) + weight * CE(auxiliary logits), both with smoothed labels; its gradient
/// clipped; SGD with momentum and weight decay (section A.2.1 of the paper).
/// </summary>
public sealed class RetrainingStep : IDisposable
{
    private readonly EvaluationNetwork network;
    private readonly TrainingMode mode;
    private readonly Lazy<bool> needsZeroedMemory;
    private readonly Lazy<bool> needsItBesideKernels;
    private readonly RetrainingOptions options;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How it is trained.</param>
    public RetrainingStep(EvaluationNetwork network, RetrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        mode = new TrainingMode(network);
        needsZeroedMemory = new(() => ZeroedMemory.IsNeededBy(network));
        needsItBesideKernels = new(() => ZeroedMemory.IsNeededBy(network, network.Stems));
        this.options = options ?? new RetrainingOptions();
        Optimizer = new WeightOptimizer(new WeightsAlone(network), this.options.Optimizer);
    }

    /// <summary>Trains the weights.</summary>
    public WeightOptimizer Optimizer { get; }

    /// <summary>Does the step, the network in training mode.</summary>
    /// <param name="batch">The training batch.</param>
    /// <param name="dropPath">Probability of drop path.</param>
    /// <returns>The loss, the number of right answers and that among the five largest logits, all before the step; scalars on the network's device.</returns>
    public (Tensor loss, Tensor correct, Tensor correctOfFive) Run(Batch batch, double dropPath = 0)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        CheckLabels(batch.Labels);
        using var memory = ZeroedMemory.HoldIf((network.Path == ComputePath.Fast ? needsItBesideKernels : needsZeroedMemory).Value);
        using var threads = LibtorchThreads.OneFor(network.Path);
        mode.Enter(network.Threads);
        var (correct, ofFive) = (batch.Labels.new_zeros([]), batch.Labels.new_zeros([]));
        var objective = new Objective([.. Chunks(batch.Count).Select(chunk => (Func<Tensor>)(() =>
        {
            var (start, end) = chunk;
            var (images, labels) = (batch.Images[start..end], batch.Labels[start..end]);
            using var direct = DirectGradients.Hold();
            var (logits, auxiliary) = network.Classify(images, new DropPath(dropPath));
            using (no_grad())
            {
                correct.add_(Accuracy.CountCorrect(logits, labels));
                ofFive.add_(Evaluation.CountTopFive(logits, labels));
            }

            var loss = LabelSmoothing.CrossEntropy(logits, labels, options.LabelSmoothing);
            if (auxiliary is not null)
                loss += options.AuxiliaryWeight * LabelSmoothing.CrossEntropy(auxiliary, labels, options.LabelSmoothing);
            return loss * ((double)(end - start) / batch.Count);
        }))]);
        var (total, _) = Optimizer.Step(objective);
        return (total.MoveToOuterDisposeScope(), correct.MoveToOuterDisposeScope(), ofFive.MoveToOuterDisposeScope());
    }

    /// <summary>The parts in which a batch is taken. The auxiliary head ends in maps of one pixel, whose statistics need two images: a single one that is left goes with the chunk before it.</summary>
    private IEnumerable<(int start, int end)> Chunks(int count)
    {
        var size = options.ChunkSize ?? count;
        for (var start = 0; start < count;)
        {
            var end = Math.Min(start + size, count);
            end = count - end == 1 ? count : end;
            yield return (start, end);
            start = end;
        }
    }

    /// <summary>Frees the momentum buffers.</summary>
    public void Dispose() => Optimizer.Dispose();

    /// <summary>Refuses labels without a class; on other devices, which would have to be waited for, libtorch finds them.</summary>
    private void CheckLabels(Tensor labels)
    {
        if (labels.device_type != DeviceType.CPU)
            return;
        var (least, most, classes) = (labels.min().item<long>(), labels.max().item<long>(), network.Options.Classes);
        if (least < 0 || most >= classes)
            throw new ArgumentException($"Label {(least < 0 ? least : most)}: the network has {classes} classes, so labels are 0 to {classes - 1}.", nameof(labels));
    }

    private sealed record WeightsAlone(EvaluationNetwork Network) : IBilevelModel
    {
        public IReadOnlyList<Parameter> Weights => Network.Weights;

        public IReadOnlyList<Parameter> Alphas => [];

        public IReadOnlyList<Tensor> Statistics => [];

        int IBilevelModel.Threads => Network.Threads;
    }
}
