using Darts.Notebooks.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell as .NET Interactive shows it to user code.</summary>
public sealed class KernelInvocationContext
{
    private readonly CellExecution _execution;

    internal KernelInvocationContext(CellExecution execution) => _execution = execution;

    /// <summary>The cell that runs now, or that ran last when a background task of it goes on.</summary>
    /// <exception cref="InvalidOperationException">No cell has run.</exception>
    public static KernelInvocationContext Current => CellExecution.Required.Context;

    /// <summary>Cancelled when the user interrupts the cell.</summary>
    public CancellationToken CancellationToken => _execution.Cancellation;

    /// <summary>Shows a value in every mime type that its formatters prefer, or in those named.</summary>
    /// <returns>A handle that can replace what is shown.</returns>
    public DisplayedValue Display(object? value, params string[] mimeTypes)
    {
        var data = ValueFormatter.Format(value, mimeTypes);
        return Show(data, mimeTypes);
    }

    /// <summary>Shows text as the mime type named, without formatting it.</summary>
    /// <returns>A handle that can replace what is shown.</returns>
    public DisplayedValue DisplayAs(string value, string mimeType)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        return Show(ValueFormatter.Raw(value, mimeType), [mimeType]);
    }

    private DisplayedValue Show(System.Text.Json.Nodes.JsonObject data, string[] mimeTypes)
    {
        var shown = new DisplayedValue(_execution, mimeTypes);
        _execution.Output.Display(data, shown.DisplayId, update: false);
        return shown;
    }
}
