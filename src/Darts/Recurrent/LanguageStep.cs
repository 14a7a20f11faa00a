using Darts.Data;
using Darts.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>One step of a language model's training: gradient, clipping, (averaged) gradient descent. It carries the hidden state from window to window.</summary>
public sealed class LanguageStep : IDisposable
{
    private readonly RecurrentNetwork network;
    private readonly LanguageTrainingOptions options;
    private readonly LanguageLoss loss;

    /// <summary>Makes the optimizer, and a hidden state of zeros.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How to train; batch size, weight decay, clipping and loss are read.</param>
    public LanguageStep(RecurrentNetwork network, LanguageTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        (this.network, this.options) = (network, options);
        loss = new LanguageLoss(network, options.Loss);
        Optimizer = new AveragedSgd(network.Weights, options.WeightDecay);
        Hidden = network.InitialHidden(options.BatchSize).DetachFromDisposeScope();
    }

    /// <summary>The hidden state that the text has reached, [1, B, units].</summary>
    public Tensor Hidden { get; }

    /// <summary>Trains the weights.</summary>
    internal AveragedSgd Optimizer { get; }

    /// <summary>Forgets the text so far.</summary>
    public void ResetHidden()
    {
        using var _ = no_grad();
        Hidden.zero_();
    }

    /// <summary>Does the step, the network in training mode.</summary>
    /// <param name="window">The window.</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <returns>The mean cross entropy before the step, in nats, and the norm of the gradient before clipping, scalars on the network's device.</returns>
    public (Tensor crossEntropy, Tensor norm) Run(TextWindow window, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(window);
        using var scope = NewDisposeScope();
        network.train();
        var (next, crossEntropy) = (empty_like(Hidden), Hidden.new_zeros([]));
        Gradients.Clear(network.Weights);
        loss.Regularized(window, Hidden, next, crossEntropy).Backward();
        var norm = Gradients.Clip(network.Weights, options.GradientClip);
        Optimizer.Step(learningRate);
        Gradients.Clear(network.Weights);
        using (no_grad())
            Hidden.copy_(next);
        return (crossEntropy.MoveToOuterDisposeScope(), norm.MoveToOuterDisposeScope());
    }

    /// <summary>Frees the optimizer's and the hidden state.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        Hidden.Dispose();
    }
}
