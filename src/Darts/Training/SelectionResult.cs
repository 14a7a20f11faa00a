using Darts.Genotypes;

namespace Darts.Training;

/// <summary>A cell that took part in a selection.</summary>
/// <param name="Seed">Seed of its search, or of its drawing.</param>
/// <param name="Genotype">The cell.</param>
/// <param name="Valid">What it reached on the validation images after the short training.</param>
public sealed record SelectionCandidate(long Seed, Genotype Genotype, EvaluationResult Valid);

/// <summary>One full training of the chosen cell.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Test">What it reached on the test images after the last epoch.</param>
public sealed record SelectionRun(long Seed, EvaluationResult Test);

/// <summary>What a selection ends with.</summary>
/// <param name="Candidates">All cells, in the order of their seeds.</param>
/// <param name="Best">The one with the largest accuracy on the validation images; the first of equals.</param>
/// <param name="Runs">The full trainings of that cell.</param>
public sealed record SelectionResult(IReadOnlyList<SelectionCandidate> Candidates, SelectionCandidate Best, IReadOnlyList<SelectionRun> Runs)
{
    /// <summary>
    /// What the choice took: searches and short trainings, without the full ones, and without what an interrupted selection did before. A baseline of random
    /// cells has the same budget where its time is about that of the searches (<see cref="SelectionOptions.RandomCells"/>).
    /// </summary>
    public TimeSpan ChoiceTime { get; init; }

    /// <summary>Test error of the runs, in percent: mean and standard deviation (with n - 1; 0 for one run).</summary>
    public Spread TestError => Spread.Of([.. Runs.Select(run => run.Test.Error)]);

    /// <summary>One line, as papers give it: <c>2.76 ± 0.09 % test error (10 runs)</c>.</summary>
    public override string ToString() => $"{TestError} % test error ({Runs.Count} runs), {Best.Genotype}";
}
