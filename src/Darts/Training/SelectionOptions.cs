using Darts.Networks;
using Darts.Runtime;
using Darts.Search;

namespace Darts.Training;

/// <summary>
/// The paper's way from data to a number (sections 3.1 and 3.3): several searches, a short training of every cell found, the best by validation
/// trained fully several times. The defaults are the authors' for CIFAR-10: 4 seeds, 100 epochs, 600 epochs, 10 runs.
/// </summary>
public sealed record SelectionOptions
{
    /// <summary>The search network; its seed is that of each search.</summary>
    public SearchNetworkOptions SearchNetwork { get; init; } = new();

    /// <summary>The search; its seed and its folder are set for each.</summary>
    public BilevelSearchOptions Search { get; init; } = new();

    /// <summary>Seeds of the searches.</summary>
    public IReadOnlyList<long> SearchSeeds { get; init => field = NotEmpty(value, "a selection needs at least 1 search."); } = [0, 1, 2, 3];

    /// <summary>The evaluation network, of the short trainings and of the full ones; its seed is set for each.</summary>
    public CifarNetworkOptions Network { get; init; } = new();

    /// <summary>How every cell is trained for comparison.</summary>
    public RetrainingOptions Comparison { get; init; } = new() { Epochs = 100 };

    /// <summary>How the chosen cell is trained.</summary>
    public RetrainingOptions Full { get; init; } = new();

    /// <summary>Seeds of the full trainings.</summary>
    public IReadOnlyList<long> EvaluationSeeds { get; init => field = NotEmpty(value, "a cell is evaluated at least once."); } = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>
    /// Random cells of the baseline: 24 in the paper, which cost about as much as four searches. With other options as many have the same budget as make
    /// <see cref="SelectionResult.ChoiceTime"/> equal.
    /// </summary>
    public int RandomCells { get; init => field = Option.AtLeast(value, 1, "a baseline needs at least 1 random cell."); } = 24;

    /// <summary>Folder for the checkpoints of every search and training, so that an interrupted selection goes on; none when null.</summary>
    public string? CheckpointFolder { get; init; }

    private static IReadOnlyList<long> NotEmpty(IReadOnlyList<long> seeds, string rule, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        seeds is { Count: > 0 } && seeds.Distinct().Count() == seeds.Count ? seeds
            : throw new ArgumentException($"{name} = [{string.Join(", ", seeds ?? [])}]: {rule} Seeds are different from each other.", name);
}
