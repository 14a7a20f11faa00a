using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// The state of a search between two epochs: weights, alphas and running statistics under the network's names, momentum buffers, Adam's means
/// and steps.
/// </summary>
internal sealed class SearchState<TEpoch, TRecord> : CheckpointState<TEpoch, TRecord>
{
    private readonly nn.Module network;
    private readonly Architect architect;
    private readonly WeightOptimizer optimizer;
    private readonly string[] weightNames;
    private readonly (string name, Parameter parameter)[] alphas;

    /// <summary>Describes a search.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="weights">The weights, in the optimizer's order.</param>
    /// <param name="alphas">The groups of alphas and their names, in the architect's order.</param>
    /// <param name="architect">What trains the alphas.</param>
    /// <param name="optimizer">What trains the weights.</param>
    /// <param name="settings">What decides its bits.</param>
    /// <param name="store">From an epoch to what is stored of it.</param>
    /// <param name="restore">And back.</param>
    public SearchState(nn.Module network, IReadOnlyList<Parameter> weights, (string name, Parameter parameter)[] alphas, Architect architect, WeightOptimizer optimizer,
        IReadOnlyDictionary<string, string> settings, Func<TEpoch, TRecord> store, Func<TRecord, TEpoch> restore)
        : base("search", settings, store, restore)
    {
        (this.network, this.architect, this.optimizer, this.alphas) = (network, architect, optimizer, alphas);
        var names = network.named_parameters().ToDictionary(pair => pair.parameter.Handle, pair => pair.name);
        weightNames = [.. weights.Select(weight => names[weight.Handle])];
    }

    protected override Dictionary<string, Tensor> Tensors()
    {
        var tensors = network.state_dict().ToDictionary(pair => $"network.{pair.Key}", pair => pair.Value);
        var momentum = optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            if (momentum[i].momentum_buffer is { } buffer)
                tensors[$"momentum.{weightNames[i]}"] = buffer;
        }

        var adam = architect.AdamStates;
        for (var i = 0; i < adam.Count; i++)
        {
            tensors[$"adam.mean.{alphas[i].name}"] = adam[i].exp_avg;
            tensors[$"adam.square.{alphas[i].name}"] = adam[i].exp_avg_sq;
        }

        return tensors;
    }

    protected override long[] Counters() => [.. architect.AdamStates.Select(state => state.step)];

    protected override IEnumerable<(string name, long[] shape)> Expected(long[] counters) =>
    [
        .. network.state_dict().Select(pair => ($"network.{pair.Key}", pair.Value.shape)),
        .. alphas.Select(alpha => ($"adam.mean.{alpha.name}", alpha.parameter.shape)),
        .. alphas.Select(alpha => ($"adam.square.{alpha.name}", alpha.parameter.shape)),
    ];

    protected override void Restore(IReadOnlyDictionary<string, Tensor> tensors, long[] counters)
    {
        foreach (var (name, tensor) in network.state_dict())
            tensor.copy_(tensors[$"network.{name}"]);
        var momentum = optimizer.MomentumStates;
        for (var i = 0; i < momentum.Count; i++)
        {
            momentum[i].momentum_buffer?.Dispose();
            momentum[i].momentum_buffer = tensors.TryGetValue($"momentum.{weightNames[i]}", out var buffer)
                ? buffer.to(alphas[0].parameter.device, copy: true).DetachFromDisposeScope()
                : null;
        }

        var adam = architect.AdamStates;
        for (var i = 0; i < adam.Count; i++)
        {
            adam[i].step = counters[i];
            adam[i].exp_avg.copy_(tensors[$"adam.mean.{alphas[i].name}"]);
            adam[i].exp_avg_sq.copy_(tensors[$"adam.square.{alphas[i].name}"]);
        }
    }
}
