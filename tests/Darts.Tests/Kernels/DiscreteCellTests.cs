using Darts.Cells;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;
using Darts.Operations;
using Darts.Runtime;
using Darts.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

/// <summary>Discrete cells: the fast path against the reference path in float64, with scale and shift, drop path, pools without batch norm.</summary>
public class DiscreteCellTests
{
    private const double Tolerance = 1e-10;

    public static IEnumerable<TheoryDataRow<string, bool>> EachOperation() =>
        OperationSet.All.Where(operation => !operation.IsZero).SelectMany(operation => new[] { false, true }.Select(reduction => new TheoryDataRow<string, bool>(operation.Name, reduction)));

    public static IEnumerable<TheoryDataRow<string>> Published() => PublishedGenotypes.All.Select(cell => new TheoryDataRow<string>(cell.Name));

    [Theory]
    [MemberData(nameof(EachOperation))]
    public void Every_operation_alone_agrees(string name, bool reduction)
    {
        var cell = new CellGenotype([new Edge(name, 0, 2)], [2]);
        foreach (var (batch, channels, height, width, threads, vectorBytes) in new[] { (3, 2, 4, 4, 1, 64), (7, 4, 6, 10, 2, 32), (17, 6, 12, 4, 3, 16) })
            Check(cell, batch, channels, height, width, reduction, afterReduction: false, threads, channels, dropPath: 0.4, vectorBytes: vectorBytes);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void The_cells_of_the_literature_agree(string name)
    {
        var genotype = PublishedGenotypes.Find(name).Genotype;
        var seed = name.Length;
        Check(genotype.Normal, 5 + seed, 4, 8, 6, reduction: false, afterReduction: true, threads: 2, seed, dropPath: 0);
        Check(genotype.Reduction, 3 + seed, 6, 6, 8, reduction: true, afterReduction: false, threads: 3, seed, dropPath: 0.3);
        Check(genotype.Normal, 4, 2, 8, 8, reduction: false, afterReduction: false, threads: 1, seed, dropPath: 0, training: false);
    }

    [Fact]
    public void Many_edges_into_one_node_agree()
    {
        var cell = new CellGenotype([.. OperationSet.Darts.Names.Skip(1).Select((name, i) => new Edge(name, i % 2, 2)), new Edge("skip_connect", 0, 3), new Edge("max_pool_3x3", 2, 3)], [3, 2]);
        Check(cell, 9, 4, 8, 8, reduction: false, afterReduction: false, threads: 2, seed: 1, dropPath: 0.5);
        Check(cell, 9, 4, 8, 8, reduction: false, afterReduction: false, threads: 2, seed: 1, dropPath: 0);
    }

    [Fact]
    public void A_node_that_leads_nowhere_moves_its_statistics_and_gets_no_gradient()
    {
        var cell = new CellGenotype([new Edge("sep_conv_3x3", 0, 2), new Edge("dil_conv_3x3", 1, 3), new Edge("avg_pool_3x3", 1, 3)], [3]);
        Check(cell, 5, 4, 6, 6, reduction: false, afterReduction: false, threads: 2, seed: 1, dropPath: 0.3);
    }

    [Fact]
    public void Both_paths_draw_the_same_masks()
    {
        using var scope = NewDisposeScope();
        var logits = new[] { ComputePath.Reference, ComputePath.Fast }.Select(path =>
        {
            using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { Type = ScalarType.Float64, Path = path });
            using var _ = Seed.Use(4);
            return network.Classify(randn(5, 1, 24, 24, ScalarType.Float64, CPU), new DropPath(0.5)).logits;
        }).ToArray();
        CellPair.Close("logits", logits[0], logits[1], Tolerance);
    }

    [Fact]
    public void Second_derivatives_are_those_of_the_reference_path()
    {
        using var scope = NewDisposeScope();
        var results = new[] { ComputePath.Reference, ComputePath.Fast }.Select(path =>
        {
            var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { Type = ScalarType.Float64, Path = path, Auxiliary = false });
            using var _ = Seed.Use(4);
            var loss = network.Classify(randn(5, 1, 24, 24, ScalarType.Float64, CPU), new DropPath(0.3)).logits.square().sum();
            Tensor[] asked = [.. network.named_parameters().Where(pair => pair.name is "cells.0._ops.0.op.1.weight" or "cells.0._ops.0.op.3.weight" or "cells.1.preprocess0.op.2.bias").Select(pair => pair.parameter)];
            var gradients = autograd.grad([loss], asked, retain_graph: true, create_graph: true);
            return autograd.grad([gradients.Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b)], asked, allow_unused: true);
        }).ToArray();
        Assert.Equal(3, results[0].Count);
        for (var i = 0; i < 3; i++)
            CellPair.Close($"second derivative {i}", results[0][i], results[1][i], 1e-8);
    }

    [Fact]
    public void Where_the_last_cell_takes_nothing_from_the_one_before_a_graph_of_the_gradient_can_be_made()
    {
        using var scope = NewDisposeScope();
        var normal = new CellGenotype([new Edge("sep_conv_3x3", 0, 2), new Edge("skip_connect", 0, 2)], [2]);
        using var network = new CifarNetwork(TinyRetraining.Genotype with { Normal = normal }, TinyRetraining.Network with { Cells = 4, Type = ScalarType.Float64, Path = ComputePath.Fast, Auxiliary = false });
        var gradients = new[] { false, true }.Select(graph =>
        {
            foreach (var parameter in network.parameters())
                parameter.grad = null;
            using var _ = Seed.Use(4);
            autograd.backward([network.Classify(randn(5, 1, 24, 24, ScalarType.Float64, CPU)).logits.square().sum()], create_graph: graph);
            return network.parameters().Select(parameter => parameter.grad?.detach().clone()).ToArray();
        }).ToArray();
        foreach (var parameter in network.parameters())
            parameter.grad = null; // ends the cycle of gradient and graph
        Assert.Contains(gradients[0], gradient => gradient is null || !gradient.any().item<bool>());
        foreach (var (expected, actual) in gradients[0].Zip(gradients[1]))
        {
            if (expected is not null && actual is not null)
                CellPair.Close("gradient", expected, actual, Tolerance);
            else
                Assert.False((expected ?? actual)?.any().item<bool>() ?? false);
        }
    }

    [Fact]
    public void A_forward_hook_that_kernels_would_not_call_is_refused()
    {
        using var scope = NewDisposeScope();
        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { Path = ComputePath.Fast });
        var images = randn(5, 1, 24, 24, device: CPU);
        var calls = 0;
        network.named_modules().First(pair => pair.name == "cells.0._ops.0").module.modules().OfType<TorchSharp.Modules.BatchNorm2d>().First()
            .register_forward_hook((_, _, output) =>
            {
                calls++;
                return output;
            });
        Assert.Contains("set the network's Path to Reference", Assert.Throws<InvalidOperationException>(() => network.Classify(images)).Message);
        network.Path = ComputePath.Reference;
        network.Classify(images);
        Assert.Equal(1, calls);
    }

    private static void Check(CellGenotype genotype, int batch, int channels, int height, int width, bool reduction, bool afterReduction, int threads, int seed, double dropPath, bool training = true, int? vectorBytes = null)
    {
        using var scope = NewDisposeScope();
        NativeLibraries.Load();
        random.manual_seed(seed);
        var engine = KernelEngine.Of(ScalarType.Float64, threads, vectorBytes);
        var cells = Enumerable.Range(0, 2).Select(_ => new DiscreteCell(genotype, OperationSet.All, channels, 3, 2, reduction, afterReduction)).ToArray();
        cells[0].to(ScalarType.Float64);
        cells[1].to(ScalarType.Float64);
        using (no_grad())
        {
            foreach (var (name, parameter) in cells[0].named_parameters())
            {
                // Scales of either sign and shifts, where a new batch norm has ones and zeros.
                if (parameter.shape.Length == 1)
                    parameter.copy_(randn_like(parameter));
            }

            foreach (var (name, buffer) in cells[0].named_buffers())
            {
                if (name.EndsWith("running_var", StringComparison.Ordinal))
                    buffer.copy_(rand_like(buffer) + 0.5);
            }
        }

        cells[1].load_state_dict(cells[0].state_dict());
        var scale = afterReduction ? 2 : 1;
        Tensor[] inputs = [randn(batch, 3, height * scale, width * scale, dtype: ScalarType.Float64, device: CPU), randn(batch, 2, height, width, dtype: ScalarType.Float64, device: CPU)];
        var masks = Enumerable.Range(0, genotype.Edges.Length).Select(_ => rand(batch, dtype: ScalarType.Float64, device: CPU).gt(dropPath).to(ScalarType.Float64)).ToArray();
        var results = cells.Select((cell, path) =>
        {
            var drawn = 0;
            var dropped = dropPath == 0 ? null : new DropPath(dropPath, _ => masks[drawn++]);
            cell.train(training);
            Tensor[] own = [.. inputs.Select(input => input.clone().requires_grad_())];
            var output = path == 0 ? cell.forward(own[0], own[1], dropped)
                : cell.Fast.Forward(engine, CellState.Of(own[0], engine.Lanes), CellState.Of(own[1], engine.Lanes), dropped).Map;
            random.manual_seed(seed + 1);
            (output * randn(output.shape, dtype: ScalarType.Float64, device: CPU)).sum().backward();
            return new (string name, Tensor value)[] { ("output", output), ("gradient 0", own[0].grad ?? zeros_like(own[0])), ("gradient 1", own[1].grad ?? zeros_like(own[1])) }
                .Concat(cell.named_buffers().Select(pair => (pair.name, value: pair.buffer.clone().to(ScalarType.Float64))))
                .Concat(cell.named_parameters().Select(pair => (pair.name, value: pair.parameter.grad ?? zeros_like(pair.parameter)))).ToArray();
        }).ToArray();
        Assert.Equal(results[0].Select(pair => pair.name), results[1].Select(pair => pair.name));
        foreach (var (expected, actual) in results[0].Zip(results[1]))
            CellPair.Close(expected.name, expected.value, actual.value, Tolerance);
    }
}
