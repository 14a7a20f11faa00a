using Darts.Data;
using Darts.Kernels;
using Darts.Networks;
using Darts.Runtime;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// One alternating step of algorithm 1 of the paper: first the alphas on a validation batch, then the weights on the same training batch that
/// the architect unrolled on.
/// </summary>
public sealed class BilevelStep : IDisposable
{
    private readonly SearchNetwork network;
    private readonly TrainingMode mode;
    private readonly Lazy<bool> needsZeroedMemory;
    private readonly int? chunk;
    private readonly bool joint;

    /// <summary>Makes the two optimizers.</summary>
    /// <param name="network">The search network.</param>
    /// <param name="architect">How the alphas are trained.</param>
    /// <param name="optimizer">How the weights are trained.</param>
    /// <param name="chunk">Largest number of images in a pass; a batch is taken at once when null.</param>
    /// <param name="joint">Whether one pass over the training batch gives the gradients of both, in place of the two steps; the validation batch is then not used.</param>
    public BilevelStep(SearchNetwork network, ArchitectOptions architect, WeightOptimizerOptions optimizer, int? chunk = null, bool joint = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        mode = new TrainingMode(network);
        needsZeroedMemory = new(() => ZeroedMemory.IsNeededBy(network));
        this.chunk = chunk;
        this.joint = joint;
        Architect = new Architect(network, architect);
        Optimizer = new WeightOptimizer(network, optimizer);
    }

    /// <summary>Trains the alphas.</summary>
    public Architect Architect { get; }

    /// <summary>Trains the weights.</summary>
    public WeightOptimizer Optimizer { get; }

    /// <summary>Does the step, the network in training mode.</summary>
    /// <param name="train">The training batch.</param>
    /// <param name="valid">The validation batch.</param>
    /// <returns>Of the weight step: the loss and the number of right answers before it, scalars on the network's device.</returns>
    public (Tensor loss, Tensor correct) Run(Batch train, Batch valid)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(valid);
        using var scope = NewDisposeScope();
        using var memory = ZeroedMemory.HoldIf(needsZeroedMemory.Value);
        using var threads = LibtorchThreads.OneFor(network.Path);
        mode.Enter(network.Threads);
        var correct = zeros([], ScalarType.Int64, network.Device);
        if (joint)
        {
            Gradients.Clear(network.Weights);
            Gradients.Clear(network.Alphas);
            var both = CrossEntropy(train, correct).Backward();
            Architect.Apply();
            Optimizer.Apply();
            return (both.MoveToOuterDisposeScope(), correct.MoveToOuterDisposeScope());
        }

        Architect.Step(CrossEntropy(train), CrossEntropy(valid), Optimizer);
        var (loss, _) = Optimizer.Step(CrossEntropy(train, correct));
        return (loss.MoveToOuterDisposeScope(), correct.MoveToOuterDisposeScope());
    }

    /// <summary>Frees the optimizers' states.</summary>
    public void Dispose()
    {
        Architect.Dispose();
        Optimizer.Dispose();
    }

    /// <summary>
    /// Mean cross entropy of a batch, as one term a chunk: each chunk's mean weighted with its share of the batch. Chunks are normalised by
    /// their own batch statistics.
    /// </summary>
    private Objective CrossEntropy(Batch batch, Tensor? correct = null)
    {
        var size = chunk ?? batch.Count;
        return new Objective([.. Enumerable.Range(0, (batch.Count + size - 1) / size).Select(i => (Func<Tensor>)(() =>
        {
            var (start, end) = (i * size, Math.Min((i + 1) * size, batch.Count));
            var (images, labels) = (batch.Images[start..end], batch.Labels[start..end]);
            using var direct = DirectGradients.Hold();
            var logits = network.forward(images);
            if (correct is not null)
            {
                using var _ = no_grad();
                correct.add_(Accuracy.CountCorrect(logits, labels));
            }

            return nn.functional.cross_entropy(logits, labels) * ((double)(end - start) / batch.Count);
        }))]);
    }
}
