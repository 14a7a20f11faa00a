using Darts.Relaxation;
using Darts.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// Trains the alphas on validation data: descends the gradient of L_valid(w - xi dL_train/dw, alpha) with respect to alpha (equation 6 of the
/// paper; xi = 0 is the first-order approximation) with Adam. It reads the weights and leaves them as they were, bit for bit.
/// </summary>
public sealed class Architect : IDisposable
{
    private readonly IBilevelModel model;
    private readonly Adam adam;

    /// <summary>Makes an architect.</summary>
    /// <param name="model">The model whose alphas it trains.</param>
    /// <param name="options">How.</param>
    public Architect(IBilevelModel model, ArchitectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        Options = options ?? new ArchitectOptions();
        adam = optim.Adam(model.Alphas, Options.LearningRate, Options.Beta1, Options.Beta2, eps: 1e-8, weight_decay: Options.WeightDecay);
    }

    /// <summary>How the alphas are trained.</summary>
    public ArchitectOptions Options { get; }

    /// <summary>Adam's state, for checkpoints: one entry a group of alphas.</summary>
    internal IReadOnlyList<Adam.State> AdamStates => [.. adam.state_dict().State.Cast<Adam.State>()];

    /// <summary>One step of Adam on the alphas along <see cref="Gradient"/>.</summary>
    /// <param name="train">The training loss; only second order evaluates it.</param>
    /// <param name="valid">The validation loss.</param>
    /// <param name="weights">The optimizer of the weights, for what the unrolled step needs of it: learning rate, momentum, weight decay.</param>
    /// <returns>The validation loss, a scalar.</returns>
    public Tensor Step(Objective train, Objective valid, WeightOptimizer weights)
    {
        using var scope = NewDisposeScope();
        var gradient = Gradient(train, valid, weights);
        for (var i = 0; i < model.Alphas.Count; i++)
            model.Alphas[i].grad = gradient.Total[i];
        Apply();
        return gradient.ValidLoss.MoveToOuterDisposeScope();
    }

    /// <summary>Steps along the gradients that the alphas have and forgets them.</summary>
    internal void Apply()
    {
        adam.step();
        Gradients.Clear(model.Alphas);
    }

    /// <summary>The gradient of the validation loss with respect to the alphas, of the order that the options ask for.</summary>
    /// <param name="train">The training loss; only second order evaluates it.</param>
    /// <param name="valid">The validation loss.</param>
    /// <param name="weights">The optimizer of the weights; xi is its learning rate.</param>
    public ArchitectureGradient Gradient(Objective train, Objective valid, WeightOptimizer weights)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(valid);
        ArgumentNullException.ThrowIfNull(weights);
        var statistics = Options.LeavesStatisticsAlone ? TensorLists.Copy(model.Statistics, model.Threads) : [];
        try
        {
            return Options.Order == Order.First ? FirstOrder(valid) : SecondOrder(train, valid, weights);
        }
        finally
        {
            TensorLists.Set(model.Statistics, statistics, model.Threads);
        }
    }

    /// <summary>xi = 0: the gradient of L_valid(w, alpha) with w held fixed.</summary>
    private ArchitectureGradient FirstOrder(Objective valid)
    {
        var (loss, gradient) = Gradients.Of(valid, model.Alphas, model.Weights, model.Threads);
        return new ArchitectureGradient { Total = gradient, ValidLoss = loss };
    }

    /// <summary>
    /// xi = the learning rate: grad_alpha L_valid(w', alpha) - xi d2 L_train(w, alpha)/d alpha d w · v, with w' = w - xi (m + dL_train/dw + decay w)
    /// and v = grad_w' L_valid(w', alpha) (equations 7 and 8). With clipping, c dL_train/dw takes the place of dL_train/dw, so xi c that of xi
    /// in the second term.
    /// </summary>
    private ArchitectureGradient SecondOrder(Objective train, Objective valid, WeightOptimizer weights)
    {
        var saved = TensorLists.Copy(model.Weights, model.Threads);
        using var random = new RandomReplay();
        try
        {
            // 1. The unrolled weights w'.
            var (trainLoss, step) = Gradients.Of(train, model.Weights, model.Alphas);
            var coefficient = Clip(step);
            var unrolled = weights.Unroll(step);
            if (Options.StaleTiedEmbedding)
                KeepTied(saved, unrolled);
            TensorLists.Set(model.Weights, unrolled, model.Threads);

            // 2. L_valid at w': its gradients for alpha and for w'. The pass works on a copy of the running statistics.
            var statistics = TensorLists.Copy(model.Statistics, model.Threads);
            Parameter[] both = [.. model.Alphas, .. model.Weights];
            var (validLoss, gradients) = Gradients.Of(valid, both, []);
            TensorLists.Set(model.Statistics, statistics, model.Threads);
            var direct = gradients[..model.Alphas.Count];
            var vector = gradients[model.Alphas.Count..];
            Clip(vector);

            // 3. The second derivative times v, as a difference of gradients.
            var product = HessianVectorProduct(train, saved, vector, Options.IndependentMasks ? null : random);
            var scale = coefficient is null ? null : Options.UncappedClipCoefficient ? coefficient : coefficient.clamp_max(1);
            var total = direct.Zip(product, (d, p) => d - weights.LearningRate * (scale is null ? p : scale * p)).ToArray();
            return new ArchitectureGradient
            {
                Total = total,
                ValidLoss = validLoss,
                TrainLoss = trainLoss,
                Direct = direct,
                Implicit = product,
                Vector = vector,
                UnrolledWeights = unrolled,
                ClipCoefficient = scale,
            };
        }
        finally
        {
            TensorLists.Set(model.Weights, saved, model.Threads);
        }
    }

    /// <summary>
    /// [grad_alpha L_train(w + eps v, alpha) - grad_alpha L_train(w - eps v, alpha)] / (2 eps), eps = 0.01 / |v| over all weights together
    /// (equation 8 and footnote 2). Both passes draw the random numbers of the pass at w, where there is something to replay.
    /// </summary>
    private Tensor[] HessianVectorProduct(Objective train, Tensor[] weights, Tensor[] vector, RandomReplay? random)
    {
        // Where v = 0 the difference is 0 for any eps; the bound only keeps it a number.
        var epsilon = Options.FiniteDifference / TensorLists.Norm(vector, model.Threads).clamp_min(1e-30);
        TensorLists.SetSum(model.Weights, weights, epsilon, vector, model.Threads);
        Tensor[] plus, minus;
        using (random?.Again())
            (_, plus) = Gradients.Of(train, model.Alphas, model.Weights, model.Threads);
        TensorLists.SetSum(model.Weights, weights, -epsilon, vector, model.Threads);
        using (random?.Again())
            (_, minus) = Gradients.Of(train, model.Alphas, model.Weights, model.Threads);
        return [.. plus.Zip(minus, (p, m) => (p - m) / (2 * epsilon))];
    }

    /// <summary>Scales tensors to at most the norm that the options ask for; gives clip / (norm + 1e-6), or null where they ask for none.</summary>
    private Tensor? Clip(Tensor[] tensors)
    {
        if (Options.GradientClip is not { } clip)
            return null;
        using var _ = no_grad();
        var coefficient = ClipCoefficient(tensors, clip).coefficient;
        var capped = coefficient.clamp_max(1);
        foreach (var tensor in tensors)
            tensor.mul_(capped);
        return coefficient;
    }

    private void KeepTied(Tensor[] saved, Tensor[] unrolled)
    {
        for (var i = 0; i < saved.Length; i++)
        {
            if (model.TiedWeights.Any(tied => ReferenceEquals(tied, model.Weights[i])))
                unrolled[i] = saved[i];
        }
    }

    /// <summary>Frees Adam's state.</summary>
    public void Dispose() => adam.Dispose();

    /// <summary>The Euclidean norm of all tensors together, a scalar on their device.</summary>
    internal static Tensor Norm(IEnumerable<Tensor> tensors) => stack([.. tensors.Select(tensor => tensor.norm())]).norm();

    /// <summary>The norm of all tensors together, and the coefficient clip / (norm + 1e-6) that scales it to the clip, uncapped.</summary>
    internal static (Tensor coefficient, Tensor norm) ClipCoefficient(IEnumerable<Tensor> tensors, double clip)
    {
        var norm = Norm(tensors);
        return (clip / (norm + 1e-6), norm);
    }
}
