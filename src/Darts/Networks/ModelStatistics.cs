using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>Sizes of a network: parameters, and multiply-adds of its convolutions and linear layers for one image.</summary>
/// <param name="Parameters">Number of weights; alphas and auxiliary heads are not among them.</param>
/// <param name="MultiplyAdds">Multiply-adds of convolutions and linear layers.</param>
public sealed record ModelStatistics(long Parameters, long MultiplyAdds)
{
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
        var multiplyAdds = CountMultiplyAdds(network, [1, network.Options.InputChannels, height, width], network.Options.Type, network.Device);
        network.Path = path;
        return new ModelStatistics(CountParameters(network.Weights), multiplyAdds);
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
        var total = 0L;
        // A module that is registered under two names is listed twice.
        var layers = model.modules().Distinct().OfType<Module<Tensor, Tensor>>().Where(module => module is TorchSharp.Modules.Conv2d or TorchSharp.Modules.Linear);
        var hooks = layers.Select(layer => layer.register_forward_hook((module, _, output) =>
        {
            // Every output number costs as many multiply-adds as one filter (or one row of the matrix) has weights.
            var weight = module is TorchSharp.Modules.Conv2d convolution ? convolution.weight! : ((TorchSharp.Modules.Linear)module).weight!;
            total += output.numel() / output.shape[0] * (weight.numel() / weight.shape[0]);
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
        return total;
    }
}
