using System.Diagnostics;
using Darts.Genotypes;
using Darts.Networks;
using Darts.Runtime;
using Darts.Search;

namespace Darts.Training;

/// <summary>The paper's protocol as one call (see <see cref="SelectionOptions"/>), for searched cells and for the baseline of random ones.</summary>
public static class Selection
{
    /// <summary>Searches once for every seed, trains every cell for a short time, takes the best by validation and trains it fully for every evaluation seed.</summary>
    /// <param name="data">The images.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told in a line after every epoch and every stage.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    public static SelectionResult OfSearches(SelectionData data, SelectionOptions? options = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new SelectionOptions();
        return Select(data, options, options.SearchSeeds.Select(seed => (seed, Found(data, options, seed, progress, cancellation))), "search", progress, cancellation);
    }

    /// <summary>The same for random cells of the same space: no search, more cells, the same comparison and the same full training.</summary>
    /// <param name="data">The images.</param>
    /// <param name="options">How; the cells' seeds are 0 to <see cref="SelectionOptions.RandomCells"/> - 1.</param>
    /// <param name="progress">Told in a line after every epoch and every stage.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    public static SelectionResult OfRandomCells(SelectionData data, SelectionOptions? options = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new SelectionOptions();
        var space = options.SearchNetwork;
        return Select(data, options, Enumerable.Range(0, options.RandomCells).Select(seed => ((long)seed, RandomGenotype.Draw(seed, space.Operations, space.Nodes, space.ConcatenatedNodes))), "random", progress, cancellation);
    }

    /// <summary>As <see cref="OfSearches"/>, on a thread of its own.</summary>
    /// <param name="data">The images.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told in a line after every epoch and every stage, on that thread.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    public static Task<SelectionResult> OfSearchesAsync(SelectionData data, SelectionOptions? options = null, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        OnOwnThread(() => OfSearches(data, options, progress, cancellation));

    /// <summary>As <see cref="OfRandomCells"/>, on a thread of its own.</summary>
    /// <param name="data">The images.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told in a line after every epoch and every stage, on that thread.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    public static Task<SelectionResult> OfRandomCellsAsync(SelectionData data, SelectionOptions? options = null, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        OnOwnThread(() => OfRandomCells(data, options, progress, cancellation));

    private static async Task<SelectionResult> OnOwnThread(Func<SelectionResult> work)
    {
        using var thread = new SingleThread("selection");
        return await thread.Run(work).ConfigureAwait(false);
    }

    private static SelectionResult Select(SelectionData data, SelectionOptions options, IEnumerable<(long seed, Genotype genotype)> cells, string kind, IProgress<string>? progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var candidates = new List<SelectionCandidate>();
        foreach (var (seed, genotype) in cells)
        {
            var last = Train(genotype, options, options.Comparison with { CheckpointFolder = Folder(options, $"{kind}-{seed}-short") }, options.Comparison.Seed, data.ShortTrain, data.Search.Alphas, $"{kind} {seed}, short training", progress, cancellation);
            candidates.Add(new SelectionCandidate(seed, genotype, last));
            progress?.Report($"{kind} {seed}: {last.Error:0.00} % validation error, {genotype}");
        }

        var best = candidates.MaxBy(candidate => candidate.Valid.TopOne)!;
        var choiceTime = watch.Elapsed;
        progress?.Report($"{kind} {best.Seed} has the smallest validation error and is trained fully. The choice took {choiceTime:g}.");
        var runs = new List<SelectionRun>();
        foreach (var seed in options.EvaluationSeeds)
        {
            // The test images are measured once a run, after its last epoch.
            var full = options.Full with { Seed = seed, EpochsPerTest = options.Full.Epochs, CheckpointFolder = Folder(options, $"{kind}-{best.Seed}-full-{seed}") };
            runs.Add(new SelectionRun(seed, Train(best.Genotype, options, full, seed, data.Train, data.Test, $"full training {seed}", progress, cancellation)));
        }

        return new SelectionResult(candidates, best, runs) { ChoiceTime = choiceTime };
    }

    private static Genotype Found(SelectionData data, SelectionOptions options, long seed, IProgress<string>? progress, CancellationToken cancellation)
    {
        using var network = new SearchNetwork(options.SearchNetwork with { Seed = seed });
        using var search = new BilevelSearch(network, data.Search, options.Search with { Seed = seed, CheckpointFolder = Folder(options, $"search-{seed}") });
        foreach (var epoch in search.Run(cancellation: cancellation))
            progress?.Report($"search {seed}: {epoch}");
        return search.History[^1].Genotype;
    }

    private static EvaluationResult Train(
        Genotype genotype, SelectionOptions options, RetrainingOptions recipe, long seed, Data.IImageSource train, Data.IImageSource test, string what, IProgress<string>? progress, CancellationToken cancellation)
    {
        using var network = new CifarNetwork(genotype, options.Network with { Seed = seed });
        using var retraining = new Retraining(network, train, test, recipe with { EpochsPerTest = recipe.Epochs });
        foreach (var epoch in retraining.Run(cancellation: cancellation))
            progress?.Report($"{what}: {epoch}");
        return retraining.History[^1].Test!;
    }

    private static string? Folder(SelectionOptions options, string name) => options.CheckpointFolder is null ? null : Path.Combine(options.CheckpointFolder, name);
}
