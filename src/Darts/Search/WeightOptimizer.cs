using Darts.Kernels;
using Darts.Relaxation;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// Trains the network weights on training data: g = dL_train/dw, scaled down to norm <c>GradientClip</c> where it is larger;
/// m = momentum m + g + decay w; w = w - lr m. The alphas are held fixed and never clipped with the weights.
/// </summary>
public sealed class WeightOptimizer : IDisposable
{
    private readonly IBilevelModel model;
    private readonly SGD sgd;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="model">The model whose weights it trains.</param>
    /// <param name="options">How.</param>
    public WeightOptimizer(IBilevelModel model, WeightOptimizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        Options = options ?? new WeightOptimizerOptions();
        sgd = optim.SGD(model.Weights, Options.LearningRate, Options.Momentum, weight_decay: Options.WeightDecay);
    }

    /// <summary>How the weights are trained.</summary>
    public WeightOptimizerOptions Options { get; }

    /// <summary>The learning rate of the coming steps, which is also xi of the architect's unrolled step.</summary>
    public double LearningRate
    {
        get => sgd.ParamGroups.First().LearningRate;
        set => sgd.ParamGroups.First().LearningRate = value;
    }

    /// <summary>The momentum buffers' holders, for checkpoints: one entry a weight.</summary>
    internal IReadOnlyList<SGD.State> MomentumStates => [.. sgd.state_dict().State.Cast<SGD.State>()];

    /// <summary>One step on the weights.</summary>
    /// <param name="train">The training loss.</param>
    /// <returns>The loss before the step and the norm of its gradient before clipping, scalars on the model's device.</returns>
    public (Tensor loss, Tensor norm) Step(Objective train)
    {
        ArgumentNullException.ThrowIfNull(train);
        using var scope = NewDisposeScope();
        Gradients.Clear(model.Weights);
        Tensor loss;
        using (Gradients.Freeze(model.Alphas))
            loss = train.Backward();
        return (loss.MoveToOuterDisposeScope(), Apply().MoveToOuterDisposeScope());
    }

    /// <summary>Clips the gradients that the weights have, steps, and forgets them.</summary>
    /// <returns>Their norm before clipping.</returns>
    internal Tensor Apply()
    {
        using var _ = no_grad();
        var weights = model.Weights;
        var gradients = weights.Select(weight => weight.grad).ToArray();
        var momentum = MomentumStates.Select(state => state.momentum_buffer).ToArray();
        var norm = FastPath.Computes([.. weights, .. gradients, .. momentum])
            ? ApplyByKernels(weights, gradients!, momentum!)
            : ApplyByLibtorch();
        Gradients.Clear(weights);
        return norm;
    }

    private Tensor ApplyByLibtorch()
    {
        var norm = Gradients.Clip(model.Weights, Options.GradientClip);
        sgd.step();
        return norm;
    }

    /// <summary>The same in two passes over all weights, where libtorch takes seven of one call a weight.</summary>
    private Tensor ApplyByKernels(IReadOnlyList<Parameter> weights, Tensor[] gradients, Tensor[] momentum)
    {
        var engine = KernelEngine.Of(gradients[0].dtype, threads: 1);
        var norm = engine.Norm(gradients);
        var (scale, rate) = (Math.Min(1, Options.GradientClip / (norm + 1e-6)), LearningRate);
        for (var i = 0; i < gradients.Length; i++)
        {
            engine.MoveMomentum(momentum[i], gradients[i], weights[i], Options.Momentum, scale, Options.WeightDecay);
            // By libtorch, which then knows that the weight changed and refuses graphs that were made before.
            weights[i].add_(momentum[i], alpha: -rate);
        }

        return gradients[0].new_full([], norm);
    }

    /// <summary>
    /// The weights one step further, w' = w - lr (momentum m + g + decay w), without clipping (equation 7). Where a weight has no momentum
    /// buffer yet, none is used for any.
    /// </summary>
    /// <param name="gradients">g, one tensor a weight.</param>
    internal Tensor[] Unroll(IReadOnlyList<Tensor> gradients)
    {
        using var _ = no_grad();
        var buffers = MomentumStates.Select(state => state.momentum_buffer).ToArray();
        var hasMomentum = buffers.All(buffer => buffer is not null);
        return [.. model.Weights.Select((weight, i) =>
        {
            var step = gradients[i] + Options.WeightDecay * weight;
            if (hasMomentum)
                step.add_(buffers[i]!, alpha: Options.Momentum);
            return weight - LearningRate * step;
        })];
    }

    /// <summary>Frees the momentum buffers.</summary>
    public void Dispose() => sgd.Dispose();
}
