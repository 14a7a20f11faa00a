using Microsoft.DotNet.Interactive;

namespace System;

/// <summary>Displays as methods of the value; in <c>System</c>, as .NET Interactive has them, so that every cell sees them.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value in every mime type that its formatters prefer, or in those named.</summary>
    /// <returns>A handle that can replace what is shown.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Shows text as the mime type named, for instance <c>"text/html"</c>, without formatting it.</summary>
    /// <returns>A handle that can replace what is shown.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => KernelInvocationContext.Current.DisplayAs(value, mimeType);
}
