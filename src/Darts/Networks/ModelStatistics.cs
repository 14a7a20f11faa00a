using System.Collections.Immutable;
using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>Sizes of a network: parameters, and multiply-adds of its convolutions and linear layers for one image.</summary>
/// <param name="Parameters">Number of weights; alphas and auxiliary heads are not among them, which is the number that papers give.</param>
/// <param name="MultiplyAdds">Multiply-adds of convolutions and linear layers in evaluation; an auxiliary head has no part in it.</param>
public sealed record ModelStatistics(long Parameters, long MultiplyAdds)
{
    private const string AuxiliaryName = "auxiliary";

    /// <summary>Number of weights of the auxiliary head; 0 without one.</summary>
    public long AuxiliaryParameters { get; init; }

    /// <summary>Multiply-adds of the auxiliary head for one image; 0 without one.</summary>
    public long AuxiliaryMultiplyAdds { get; init; }

    /// <summary>Number of weights, those of the auxiliary head included.</summary>
    public long ParametersWithAuxiliary => Parameters + AuxiliaryParameters;

    /// <summary>Every layer that has weights, the auxiliary head's included, in the order of the network.</summary>
    public ImmutableArray<ModuleStatistics> Layers { get; init; } = [];

    /// <summary>Sums over the layers whose names begin alike.</summary>
    /// <param name="parts">How many parts of a name count: 1 gives <c>stem</c>, <c>cells</c>, ..., 2 <c>cells.0</c>, 3 <c>cells.0._ops</c>.</param>
    public IReadOnlyList<ModuleStatistics> Modules(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        return [.. Layers.GroupBy(layer => string.Join('.', layer.Name.Split('.').Take(parts)))
            .Select(group => new ModuleStatistics(group.Key, group.Sum(layer => layer.Parameters), group.Sum(layer => layer.MultiplyAdds)))];
    }

    /// <summary>Number of scalars in parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    public static long CountParameters(IEnumerable<Parameter> parameters) => parameters.Sum(parameter => parameter.numel());

    /// <summary>Counts a search network by sending one image through it in evaluation mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="width">Width of the image.</param>
    public static ModelStatistics Of(SearchNetwork network, int height = 32, int width = 32)
    {
        ArgumentNullException.ThrowIfNull(network);
        // Layers are watched one by one, which only the reference path calls one by one.
        var path = network.Path;
        network.Path = ComputePath.Reference;
        var counts = MultiplyAddsOfLayers(network, [1, network.Options.InputChannels, height, width], network.Options.Type, network.Device);
        network.Path = path;
        return Of(network.named_parameters().Where(pair => !pair.name.StartsWith("architecture.", StringComparison.Ordinal)), counts, []);
    }

    /// <summary>Counts an evaluation network by sending one image through it in evaluation mode, and one map through its auxiliary head.</summary>
    /// <param name="network">The network.</param>
    public static ModelStatistics Of(EvaluationNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var options = network.Options;
        var path = network.Path;
        network.Path = ComputePath.Reference;
        var counts = MultiplyAddsOfLayers(network, [1, options.InputChannels, options.ImageSize, options.ImageSize], options.Type, network.Device);
        network.Path = path;
        var auxiliary = network.Auxiliary is { } head ? MultiplyAddsOfLayers(head, head.InputShape, options.Type, network.Device) : [];
        return Of(network.named_parameters(), counts, auxiliary.ToDictionary(pair => $"auxiliary_head.{pair.Key}", pair => pair.Value));
    }

    /// <summary>
    /// Counts multiply-adds by watching every convolution and linear layer while one input passes in evaluation mode. A layer is watched where
    /// its module is called by <c>call</c>, as TorchSharp's hooks are; a module of your own that uses <c>forward</c> hides its layers.
    /// </summary>
    /// <param name="model">The model; its mode is put back.</param>
    /// <param name="shape">Shape of the input, e.g. [1, 3, 32, 32].</param>
    /// <param name="type">Type of the input.</param>
    /// <param name="device">Device of the input.</param>
    public static long CountMultiplyAdds(Module<Tensor, Tensor> model, long[] shape, ScalarType type, Device device)
    {
        ArgumentNullException.ThrowIfNull(model);
        return MultiplyAddsOfLayers(model, shape, type, device).Values.Sum();
    }

    /// <summary>Equal counts; layers are not compared.</summary>
    /// <param name="other">The other counts.</param>
    public bool Equals(ModelStatistics? other) => other is not null &&
        (Parameters, MultiplyAdds, AuxiliaryParameters, AuxiliaryMultiplyAdds) == (other.Parameters, other.MultiplyAdds, other.AuxiliaryParameters, other.AuxiliaryMultiplyAdds);

    /// <summary>A hash of the counts.</summary>
    public override int GetHashCode() => HashCode.Combine(Parameters, MultiplyAdds, AuxiliaryParameters, AuxiliaryMultiplyAdds);

    private static ModelStatistics Of(IEnumerable<(string name, Parameter parameter)> parameters, Dictionary<string, long> counts, Dictionary<string, long> auxiliary)
    {
        var layers = parameters.GroupBy(pair => pair.name[..Math.Max(0, pair.name.LastIndexOf('.'))])
            .Select(group => new ModuleStatistics(group.Key, CountParameters(group.Select(pair => pair.parameter)),
                counts.GetValueOrDefault(group.Key) + auxiliary.GetValueOrDefault(group.Key))).ToImmutableArray();
        var head = layers.Where(layer => layer.Name.Contains(AuxiliaryName, StringComparison.Ordinal)).Sum(layer => layer.Parameters);
        return new ModelStatistics(layers.Sum(layer => layer.Parameters) - head, counts.Values.Sum())
        {
            AuxiliaryParameters = head,
            AuxiliaryMultiplyAdds = auxiliary.Values.Sum(),
            Layers = layers,
        };
    }

    private static Dictionary<string, long> MultiplyAddsOfLayers(Module<Tensor, Tensor> model, long[] shape, ScalarType type, Device device)
    {
        var counts = new Dictionary<string, long>();
        // A module that is registered under two names is listed twice.
        var layers = model.named_modules().Where(pair => pair.module is TorchSharp.Modules.Conv2d or TorchSharp.Modules.Linear).DistinctBy(pair => pair.module);
        var hooks = layers.Select(pair => ((Module<Tensor, Tensor>)pair.module).register_forward_hook((module, _, output) =>
        {
            // Every output number costs as many multiply-adds as one filter (or one row of the matrix) has weights.
            var weight = module is TorchSharp.Modules.Conv2d convolution ? convolution.weight! : ((TorchSharp.Modules.Linear)module).weight!;
            counts[pair.name] = counts.GetValueOrDefault(pair.name) + output.numel() / output.shape[0] * (weight.numel() / weight.shape[0]);
            return output;
        })).ToArray();

        var training = model.training;
        model.eval();
        using (NewDisposeScope())
        using (no_grad())
            model.call(zeros(shape, type, device));
        model.train(training);
        foreach (var hook in hooks)
            hook.remove();
        return counts;
    }
}
