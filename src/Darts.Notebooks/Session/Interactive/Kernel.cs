using Darts.Notebooks.Session;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// The functions that cells call without a prefix. Names and namespace are those of .NET Interactive, so that a cell that
/// displays, asks or shows HTML runs unchanged on both kernels.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Style", "IDE1006:Naming Styles", Justification = "The names are .NET Interactive's.")]
public static class Kernel
{
    /// <summary>Shows a value now, in every mime type that its formatters prefer, or in those named.</summary>
    /// <param name="value">What to show; null shows as <c>&lt;null&gt;</c>.</param>
    /// <param name="mimeTypes">The mime types to format the value in; none leaves the choice to the formatters.</param>
    /// <returns>A handle that can replace what is shown.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Marks text as HTML, so that it is shown as such and not as text.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs JavaScript in the page of the client.</summary>
    public static void javascript(string content) => KernelInvocationContext.Current.DisplayAs(content, "application/javascript");

    /// <summary>Asks the user for a line through the client's input box.</summary>
    /// <exception cref="NotSupportedException">The client cannot be asked.</exception>
    public static Task<string> GetInputAsync(string prompt = "") => Task.FromResult(CellExecution.Required.Output.ReadLine(prompt, password: false));

    /// <summary>Asks the user for a line that is not shown while typed.</summary>
    /// <exception cref="NotSupportedException">The client cannot be asked.</exception>
    public static Task<string> GetPasswordAsync(string prompt = "") => Task.FromResult(CellExecution.Required.Output.ReadLine(prompt, password: true));
}
