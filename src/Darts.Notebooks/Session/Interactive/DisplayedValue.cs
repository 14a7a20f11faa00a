using Darts.Notebooks.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>Something shown under a cell, which can be replaced in place: a chart that follows a search, a progress line.</summary>
public sealed class DisplayedValue
{
    private readonly CellExecution _execution;

    internal DisplayedValue(CellExecution execution, IReadOnlyList<string> mimeTypes)
    {
        _execution = execution;
        MimeTypes = mimeTypes;
    }

    /// <summary>The display id that the client knows it by.</summary>
    public string DisplayId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The mime types that were asked for; empty when the formatters chose.</summary>
    public IReadOnlyList<string> MimeTypes { get; }

    /// <summary>Shows another value in the place of this one, wherever it stands, also from a later cell.</summary>
    public void Update(object? updatedValue)
    {
        var data = updatedValue is string text && MimeTypes is [var mimeType]
            ? ValueFormatter.Raw(text, mimeType)
            : ValueFormatter.Format(updatedValue, MimeTypes);
        (CellExecution.Current ?? _execution).Output.Display(data, DisplayId, update: true);
    }
}
