using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Running;

/// <summary>How a notebook is run.</summary>
internal sealed record RunOptions
{
    /// <summary>The notebook; its folder is the kernel's working folder, as with Jupyter's clients.</summary>
    public required string Notebook { get; init; }

    /// <summary>Where the executed notebook goes.</summary>
    public required string Output { get; init; }

    public IReadOnlyCollection<GivenParameter> Parameters { get; init; } = [];

    public CellSelection Selection { get; init; } = new();

    /// <summary>Whether the cells after one that failed are run.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>Whether the notebook's metadata say when each cell ran and how long.</summary>
    public bool RecordTiming { get; init; }

    /// <summary>The longest that one cell may take; null is no limit.</summary>
    public TimeSpan? CellLimit { get; init; }

    /// <summary>The longest that the whole run may take; null is no limit.</summary>
    public TimeSpan? TotalLimit { get; init; }

    /// <summary>The longest that the kernel may take to start.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most that a cell may write and show, in characters: a cell that prints for ever fills no disk.</summary>
    public long OutputLimit { get; init; } = 50_000_000;

    /// <summary>How often a long cell's outputs are saved.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a cell has to react to an interrupt before its kernel is killed.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The installed kernel that the user asked for; null is this engine's own.</summary>
    public string? KernelName { get; init; }

    /// <summary>The command line of the kernel for a connection file.</summary>
    public Func<string, IReadOnlyList<string>> Kernel { get; init; } = Jupyter.KernelCommand.Own;

    /// <summary>Variables that the kernel's environment gets.</summary>
    public IReadOnlyDictionary<string, string> KernelEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the kernel is interrupted by a signal; ours is asked by a message.</summary>
    public bool InterruptsBySignal { get; init; }
}
