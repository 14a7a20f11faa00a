using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;

namespace Darts.Charts.Formatting;

/// <summary>A small table, as HTML and as text.</summary>
/// <param name="Title">What stands above it; may be empty.</param>
/// <param name="Columns">The headings; empty where the rows are names and values.</param>
/// <param name="Rows">The cells.</param>
internal sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The public properties of an object as names and values.</summary>
    public static Table OfProperties(object value)
    {
        var rows = value.GetType().GetProperties()
            .Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod is { IsPublic: true, IsStatic: false })
            .Select(property => (IReadOnlyList<string>)[property.Name, Text(property.GetValue(value))]);
        return new Table(value.GetType().Name, [], [.. rows]);
    }

    /// <summary>A value as one line, in the invariant culture.</summary>
    public static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Delegate => "(a function)",
        IEnumerable items when value.GetType().GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType is { Namespace: "System" or "System.Collections.Generic" or "System.Collections.Immutable" } =>
            $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ => value.ToString() ?? "",
    };

    public string ToHtml()
    {
        var html = new StringBuilder("<table>");
        if (Title.Length > 0)
            html.Append($"<caption style=\"caption-side:top;text-align:left;font-weight:bold\">{WebUtility.HtmlEncode(Title)}</caption>");
        if (Columns.Count > 0)
            html.Append($"<thead><tr>{string.Concat(Columns.Select(column => $"<th style=\"text-align:left\">{WebUtility.HtmlEncode(column)}</th>"))}</tr></thead>");
        html.Append("<tbody>");
        foreach (var row in Rows)
            html.Append($"<tr>{string.Concat(row.Select(cell => $"<td style=\"text-align:left\">{WebUtility.HtmlEncode(cell)}</td>"))}</tr>");
        return html.Append("</tbody></table>").ToString();
    }

    public string ToText()
    {
        var lines = Columns.Count > 0 ? Rows.Prepend(Columns).ToArray() : [.. Rows];
        var widths = Enumerable.Range(0, lines.Select(line => line.Count).DefaultIfEmpty(0).Max())
            .Select(column => lines.Max(line => column < line.Count ? line[column].Length : 0))
            .ToArray();
        var text = lines.Select(line => string.Join("  ", line.Index().Select(cell => cell.Item.PadRight(widths[cell.Index]))).TrimEnd());
        return string.Join('\n', Title.Length > 0 ? text.Prepend(Title) : text);
    }
}
