using Darts.Data;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// One alternating step of algorithm 1 of the paper on text: first the alphas on a validation window, then the weights on the training window
/// that the architect unrolled on. It carries the hidden states of both streams from window to window.
/// </summary>
public sealed class RecurrentStep : IDisposable
{
    private readonly RecurrentSearchNetwork network;
    private readonly LanguageLoss loss;

    /// <summary>Makes the two optimizers, and hidden states of zeros.</summary>
    /// <param name="network">The search network.</param>
    /// <param name="batch">Rows B of every window.</param>
    /// <param name="architect">How the alphas are trained.</param>
    /// <param name="optimizer">How the weights are trained.</param>
    /// <param name="lossOptions">What the weight step adds to the cross entropy.</param>
    public RecurrentStep(RecurrentSearchNetwork network, int batch, ArchitectOptions architect, WeightOptimizerOptions optimizer, LanguageLossOptions? lossOptions = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        loss = new LanguageLoss(network, lossOptions ?? new LanguageLossOptions());
        Architect = new Architect(network, architect);
        Optimizer = new WeightOptimizer(network, optimizer);
        TrainHidden = network.InitialHidden(batch).DetachFromDisposeScope();
        ValidHidden = network.InitialHidden(batch).DetachFromDisposeScope();
    }

    /// <summary>Trains the alphas.</summary>
    public Architect Architect { get; }

    /// <summary>Trains the weights.</summary>
    public WeightOptimizer Optimizer { get; }

    /// <summary>The hidden state that the training stream has reached, [1, B, units].</summary>
    public Tensor TrainHidden { get; }

    /// <summary>The hidden state that the validation stream has reached, [1, B, units]: in second order that of the unrolled weights.</summary>
    public Tensor ValidHidden { get; }

    /// <summary>Forgets the text so far.</summary>
    public void ResetHidden()
    {
        using var _ = no_grad();
        TrainHidden.zero_();
        ValidHidden.zero_();
    }

    /// <summary>Does the step, the network in training mode.</summary>
    /// <param name="train">The training window.</param>
    /// <param name="valid">The validation window.</param>
    /// <param name="learningRate">Learning rate of the weights in this step, which is xi too.</param>
    /// <returns>Of the weight step, before it: the mean cross entropy in nats and the norm of the gradient before clipping, scalars on the network's device.</returns>
    public (Tensor crossEntropy, Tensor norm) Run(TextWindow train, TextWindow valid, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(valid);
        using var scope = NewDisposeScope();
        network.train();
        Optimizer.LearningRate = learningRate;
        var (nextTrain, nextValid, crossEntropy) = (empty_like(TrainHidden), empty_like(ValidHidden), TrainHidden.new_zeros([]));
        Architect.Step(loss.Plain(train, TrainHidden), loss.Plain(valid, ValidHidden, nextValid), Optimizer);
        var (_, norm) = Optimizer.Step(loss.Regularized(train, TrainHidden, nextTrain, crossEntropy));
        using (no_grad())
        {
            TrainHidden.copy_(nextTrain);
            ValidHidden.copy_(nextValid);
        }

        return (crossEntropy.MoveToOuterDisposeScope(), norm.MoveToOuterDisposeScope());
    }

    /// <summary>Frees the optimizers' and the hidden states.</summary>
    public void Dispose()
    {
        Architect.Dispose();
        Optimizer.Dispose();
        TrainHidden.Dispose();
        ValidHidden.Dispose();
    }
}
