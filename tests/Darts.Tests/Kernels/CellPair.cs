using Darts.Cells;
using Darts.Kernels;
using Darts.Operations;
using Darts.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

/// <summary>Two cells with the same weights, one for each path, and the comparison of everything that they compute.</summary>
internal sealed class CellPair : IDisposable
{
    private readonly SearchCell[] cells;
    private readonly KernelEngine engine;
    private readonly Tensor weights;

    public CellPair(OperationSet operations, int nodes, int channels, int channelsBefore, int channelsLast, bool reduction, bool afterReduction, int threads, int seed, ScalarType type = ScalarType.Float64, int? vectorBytes = null)
    {
        NativeLibraries.Load();
        random.manual_seed(seed);
        var topology = new CellTopology(nodes);
        cells = [.. Enumerable.Range(0, 2).Select(_ => new SearchCell(topology, operations, nodes, channels, channelsBefore, channelsLast, reduction, afterReduction))];
        foreach (var cell in cells)
            cell.to(type);
        cells[1].load_state_dict(cells[0].state_dict());
        weights = (randn(topology.Edges, operations.Count, dtype: type, device: CPU) * 2).softmax(-1);
        engine = KernelEngine.Of(type, threads, vectorBytes);
    }

    public SearchCell Reference => cells[0];

    public SearchCell Fast => cells[1];

    /// <summary>One pass forward and back on both paths; everything must agree.</summary>
    public void Compare(Tensor beforeLast, Tensor last, double tolerance, bool training = true, bool frozen = false)
    {
        using var scope = NewDisposeScope();
        var results = new List<(string name, Tensor value)>[2];
        Tensor? mixture = null;
        for (var path = 0; path < 2; path++)
        {
            var cell = cells[path];
            cell.train(training);
            foreach (var parameter in cell.parameters())
                (parameter.requires_grad, parameter.grad) = (!frozen, null);
            Tensor[] inputs = [beforeLast.detach().clone().requires_grad_(!frozen), last.detach().clone().requires_grad_(), weights.detach().clone().requires_grad_()];
            var output = path == 0 ? cell.forward(inputs[0], inputs[1], inputs[2]) : Compute(cell, inputs);
            mixture ??= randn_like(output);
            (output * mixture).sum().backward();
            results[path] = [("output", output), .. cell.named_buffers().Select(pair => (pair.name, pair.buffer.clone().to(output.dtype))), .. Gradients(cell, inputs)];
        }

        Assert.Equal(results[0].Select(pair => pair.name), results[1].Select(pair => pair.name));
        foreach (var (expected, actual) in results[0].Zip(results[1]))
            Close(expected.name, expected.value, actual.value, tolerance);
    }

    /// <summary>Weights of the operations, [edges, operations].</summary>
    public Tensor Weights => weights;

    public Tensor Compute(SearchCell cell, Tensor[] inputs) => ComputeState(cell, inputs).Map;

    public CellState ComputeState(SearchCell cell, Tensor[] inputs) =>
        cell.Fast.Forward(engine, CellState.Of(inputs[0], engine.Lanes), CellState.Of(inputs[1], engine.Lanes), inputs[2]);

    /// <summary>Relative to the largest magnitude, or to 1e-3 where all are smaller: some gradients are zero but for rounding.</summary>
    public static void Close(string name, Tensor expected, Tensor actual, double tolerance)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{name}: [{string.Join(", ", actual.shape)}], the reference has [{string.Join(", ", expected.shape)}]");
        var (e, a) = (expected.to(ScalarType.Float64), actual.to(ScalarType.Float64));
        var difference = (e - a).abs().max().item<double>() / (1e-3 + e.abs().max().item<double>());
        Assert.True(difference <= tolerance, $"{name}: differs by {difference:0.0e+0} relative, allowed are {tolerance:0.0e+0}");
    }

    public void Dispose()
    {
        foreach (var cell in cells)
            cell.Dispose();
        weights.Dispose();
    }

    private static IEnumerable<(string, Tensor)> Gradients(SearchCell cell, Tensor[] inputs) => [
        .. inputs.Select((input, i) => ($"gradient of input {i}", input.grad)).Where(pair => pair.grad is not null).Select(pair => (pair.Item1, pair.grad!)),
        .. cell.named_parameters().Where(pair => pair.parameter.grad is not null).Select(pair => ($"gradient of {pair.name}", pair.parameter.grad!))];
}
