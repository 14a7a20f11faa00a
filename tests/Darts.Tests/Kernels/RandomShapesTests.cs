using Darts.Kernels;
using Darts.Operations;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

/// <summary>The fast path against the reference path in float64, on cells of random shape.</summary>
public class RandomShapesTests
{
    private const double Tolerance = 1e-10;

    public static IEnumerable<TheoryDataRow<string, bool>> EachOperation() =>
        OperationSet.All.Where(operation => !operation.IsZero).SelectMany(operation => new[] { false, true }.Select(reduction => new TheoryDataRow<string, bool>(operation.Name, reduction)));

    [Theory]
    [MemberData(nameof(EachOperation))]
    public void Every_operation_alone_agrees_on_small_and_odd_maps(string name, bool reduction)
    {
        // A factorized reduce halves even maps only.
        var odd = name != "skip_connect" || !reduction;
        foreach (var (batch, channels, height, width, threads) in new[] { (1, 2, 4, 4, 1), (7, 4, odd ? 5 : 6, odd ? 9 : 8, 2), (17, 6, odd ? 13 : 12, 4, 3) })
            Check(new OperationSet(OperationSet.All[name]), 1, batch, channels, height, width, reduction, afterReduction: false, threads, seed: channels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void A_whole_cell_agrees(int seed)
    {
        var random = new Random(seed);
        var (reduction, afterReduction) = (random.Next(2) == 0, random.Next(3) == 0);
        var even = reduction || afterReduction;
        var (height, width) = (random.Next(4, 34), random.Next(4, 30));
        var batch = random.Next(1, 71);
        // Large in one direction at a time, so that the reference path is done in seconds.
        var channels = 2 * random.Next(1, height * width * batch > 10000 ? 4 : 21);
        Check(OperationSet.Darts, random.Next(1, 3), batch, channels, even ? height / 2 * 2 : height, even ? width / 2 * 2 : width, reduction, afterReduction, random.Next(1, 5), seed, seed % 3 == 0);
    }

    [Theory]
    [InlineData(1, 4, 4)]
    [InlineData(70, 4, 4)]
    [InlineData(3, 33, 29)]
    public void The_corners_of_the_range_agree(int batch, int height, int width)
    {
        Check(OperationSet.Darts.Without("skip_connect"), 2, batch, 1, height, width, reduction: false, afterReduction: false, threads: 2, seed: batch);
        Check(OperationSet.Darts, 1, batch, 40, height, width, reduction: false, afterReduction: false, threads: 4, seed: batch);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Every_vector_width_agrees(int bytes)
    {
        using var pair = new CellPair(OperationSet.Darts, 2, 4, 3, 5, reduction: true, afterReduction: true, threads: 2, seed: 11, vectorBytes: bytes);
        pair.Compare(randn(11, 3, 16, 24, dtype: ScalarType.Float64, device: CPU), randn(11, 5, 8, 12, dtype: ScalarType.Float64, device: CPU), Tolerance);
    }

    [Fact]
    public void What_the_gradient_holds_in_lanes_without_a_sample_does_not_count()
    {
        using var scope = NewDisposeScope();
        using var pair = new CellPair(OperationSet.Darts, 2, 4, 4, 4, reduction: false, afterReduction: false, threads: 2, seed: 3);
        var gradients = new[] { false, true }.Select(padded =>
        {
            var input = ones(3, 4, 8, 8, dtype: ScalarType.Float64, device: CPU).cumsum(3).sin().requires_grad_();
            var output = pair.ComputeState(pair.Fast, [input, input, pair.Weights]);
            // Of the storage, whose last lanes hold no sample, or of the map without them.
            (padded ? output.Storage.exp().sum() : output.Map.exp().sum()).backward();
            return input.grad!;
        }).ToArray();
        CellPair.Close("gradient", gradients[0], gradients[1], Tolerance);
    }

    [Fact]
    public void Float32_agrees_within_rounding()
    {
        using var pair = new CellPair(OperationSet.Darts, 1, 4, 4, 4, reduction: false, afterReduction: false, threads: 2, seed: 5, ScalarType.Float32);
        pair.Compare(randn(9, 4, 8, 8, device: CPU), randn(9, 4, 8, 8, device: CPU), 1e-4);
    }

    private static void Check(OperationSet operations, int nodes, int batch, int channels, int height, int width, bool reduction, bool afterReduction, int threads, int seed, bool frozen = false)
    {
        using var pair = new CellPair(operations, nodes, channels, channels + 1, channels + 2, reduction, afterReduction, threads, seed);
        var before = afterReduction ? randn(batch, channels + 1, height * 2, width * 2, dtype: ScalarType.Float64, device: CPU) : randn(batch, channels + 1, height, width, dtype: ScalarType.Float64, device: CPU);
        var last = randn(batch, channels + 2, height, width, dtype: ScalarType.Float64, device: CPU);
        var nodesBefore = KernelEngine.NodesOnThisThread;
        pair.Compare(before, last, Tolerance, frozen: frozen);
        // Running statistics as they are after that pass.
        pair.Compare(before, last, Tolerance, training: false, frozen);
        Assert.True(KernelEngine.NodesOnThisThread > nodesBefore);
    }
}
