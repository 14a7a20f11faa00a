using System.Diagnostics;
using Darts.Data;
using Darts.Genotypes;
using Darts.Networks;
using Darts.Operations;
using Darts.SearchProcess;
using Darts.Tests.Data;
using Darts.Tests.Search;
using Darts.Training;

namespace Darts.Tests.Training;

[Collection(nameof(Alone))]
public class SelectionTests
{
    private static readonly SelectionOptions Options = new()
    {
        SearchNetwork = TinySearch.Network,
        Search = TinySearch.Options with { Epochs = 1 },
        SearchSeeds = [3, 4],
        Network = new CifarNetworkOptions { Channels = 2, Cells = 3, StemMultiplier = 1, InputChannels = 1, Classes = 3, ImageSize = 8, Auxiliary = false },
        Comparison = new RetrainingOptions { Epochs = 1, BatchSize = 6 },
        Full = new RetrainingOptions { Epochs = 2, BatchSize = 6, LearningRate = 0.05 },
        EvaluationSeeds = [5, 6, 7],
        RandomCells = 3,
    };

    [Fact]
    public void Searches_short_trainings_the_best_by_validation_and_full_trainings()
    {
        var lines = new List<string>();
        var watch = Stopwatch.StartNew();
        var result = Selection.OfSearches(Data(), Options, new Lines(lines));
        Assert.InRange(result.ChoiceTime, TimeSpan.FromTicks(1), watch.Elapsed);

        Assert.Equal([3, 4], result.Candidates.Select(candidate => candidate.Seed));
        Assert.Equal(result.Candidates.Max(candidate => candidate.Valid.TopOne), result.Best.Valid.TopOne);
        Assert.All(result.Candidates, candidate => Assert.Equal(24, candidate.Valid.Images)); // the alphas' half
        Assert.Equal([5, 6, 7], result.Runs.Select(run => run.Seed));
        Assert.All(result.Runs, run => Assert.Equal(12, run.Test.Images));
        var errors = result.Runs.Select(run => run.Test.Error).ToArray();
        Assert.Equal(errors.Average(), result.TestError.Mean, 1e-9);
        Assert.Equal(Math.Sqrt(errors.Sum(error => Math.Pow(error - errors.Average(), 2)) / 2), result.TestError.Deviation, 1e-9);
        Assert.Equal(2 + 2 + 2 + 1 + 6, lines.Count); // epochs of searches and short trainings, their results, the choice, epochs of full trainings
    }

    [Fact]
    public async Task Random_cells_go_the_same_way_and_an_interrupted_selection_ends_alike()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { CheckpointFolder = folder.Path };
        var whole = Selection.OfRandomCells(Data(), Options);
        using var stop = new CancellationTokenSource();
        var lines = new Lines([], count => { if (count == 5) stop.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => Selection.OfRandomCells(Data(), options, lines, stop.Token));
        var resumed = await Selection.OfRandomCellsAsync(Data(), options);
        Assert.Equal(whole.Candidates, resumed.Candidates);
        Assert.Equal(whole.Runs, resumed.Runs);
        Assert.Equal(3, whole.Candidates.Select(candidate => candidate.Genotype).Distinct().Count());
    }

    [Fact]
    public void Random_genotypes_are_of_the_space_and_uniform()
    {
        var genotypes = Enumerable.Range(0, 400).Select(seed => RandomGenotype.Draw(seed)).ToArray();
        Assert.All(genotypes.SelectMany(genotype => new[] { genotype.Normal, genotype.Reduction }), cell =>
        {
            Assert.Equal([2, 3, 4, 5], cell.Concat);
            for (var state = 2; state < 6; state++)
                Assert.Equal(2, cell.EdgesInto(state).Select(edge => edge.From).Distinct().Count());
            Assert.DoesNotContain(cell.Edges, edge => edge.Operation == "none");
        });
        // 6400 edges over 7 operations, 914 each with deviation 28; and over the 5 states before the last node, 320 each with deviation 16.
        foreach (var name in OperationSet.Darts.Names.Skip(1))
            Assert.InRange(genotypes.Sum(genotype => genotype.Count(name)), 914 - 140, 914 + 140);
        for (var source = 0; source < 5; source++)
            Assert.InRange(genotypes.Sum(genotype => new[] { genotype.Normal, genotype.Reduction }.Sum(cell => cell.EdgesInto(5).Count(edge => edge.From == source))), 320 - 80, 320 + 80);
        Assert.Equal(RandomGenotype.Draw(1), RandomGenotype.Draw(1));
        Assert.NotEqual(RandomGenotype.Draw(1), RandomGenotype.Draw(2));
        Assert.Equal([3], RandomGenotype.Draw(1, TinySearch.Operations, nodes: 2, concatenatedNodes: 1).Normal.Concat);
    }

    [Fact]
    public void Options_without_sense_are_refused()
    {
        Assert.StartsWith("SearchSeeds = []: ", Assert.Throws<ArgumentException>(() => new SelectionOptions { SearchSeeds = [] }).Message, StringComparison.Ordinal);
        Assert.StartsWith("EvaluationSeeds = [1, 1]: ", Assert.Throws<ArgumentException>(() => new SelectionOptions { EvaluationSeeds = [1, 1] }).Message, StringComparison.Ordinal);
        Assert.StartsWith("RandomCells = 0: ", Assert.Throws<ArgumentException>(() => new SelectionOptions { RandomCells = 0 }).Message, StringComparison.Ordinal);
    }

    private static SelectionData Data()
    {
        var search = TinySearch.Data();
        var test = TinySearch.Data(24).Weights;
        return new SelectionData(search, search.All, test.With(Augmentation.None), new Augmentation { CropPadding = 1, Cutout = 2 });
    }

    private sealed class Lines(List<string> lines, Action<int>? after = null) : IProgress<string>
    {
        public void Report(string value)
        {
            lines.Add(value);
            after?.Invoke(lines.Count);
        }
    }
}
