using Darts.Notebooks.Running;

namespace Darts.Notebooks.Commands;

/// <summary>What a call of <c>run</c> asks for.</summary>
internal sealed record RunRequest
{
    public required IReadOnlyList<RunOptions> Notebooks { get; init; }

    /// <summary>How many notebooks run at once.</summary>
    public required int Jobs { get; init; }

    /// <summary>Whether the notebooks are only written, with their parameters.</summary>
    public bool PrepareOnly { get; init; }

    /// <summary>Whether all that cells print is shown.</summary>
    public bool LogOutput { get; init; }

    /// <summary>The file for JUnit's XML.</summary>
    public string? JUnit { get; init; }

    /// <summary>The HTML page of each notebook; empty when none is asked for.</summary>
    public IReadOnlyList<string> Html { get; init; } = [];

    public bool StaticImages { get; init; }

    /// <summary>Where plotly.js is, when the user says so.</summary>
    public string? PlotlyScript { get; init; }
}
