using System.Collections;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Darts.Notebooks.Session;

/// <summary>Turns values into Jupyter's mime bundles through .NET Interactive's formatters.</summary>
internal static class ValueFormatter
{
    private const string PlainText = "text/plain";
    private const string Html = "text/html";

    private static readonly HashSet<Type> s_scalars =
    [
        typeof(decimal), typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Complex),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid),
    ];

    /// <summary>
    /// Formats a value in all mime types that its type prefers (they are alternatives: the client draws the best it can), or in those named.
    /// Text is always among them, for terminals and for version control; numbers, dates and sequences of them are text alone.
    /// </summary>
    public static JsonObject Format(object? value, IReadOnlyList<string>? mimeTypes = null)
    {
        if (mimeTypes is { Count: > 0 })
            return In(mimeTypes, value);
        IReadOnlyList<string> chosen = [.. Formatter.GetPreferredMimeTypesFor(value?.GetType())];
        if (chosen is [Html] && !IsRegistered(value?.GetType()))
        {
            if (value is null || IsScalar(value.GetType()))
                return In([PlainText], value);
            if (SequenceText.Items(value) is { } items)
                return Sequence(items);
        }
        return In(chosen.Contains(PlainText) ? chosen : [.. chosen, PlainText], value);
    }

    /// <summary>A bundle of one text that is already in its mime type.</summary>
    public static JsonObject Raw(string text, string mimeType) => new() { [mimeType] = Node(text, mimeType) };

    /// <summary>Whether the values of a type say all in a word.</summary>
    public static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || s_scalars.Contains(type);

    private static JsonObject In(IEnumerable<string> mimeTypes, object? value)
    {
        var data = new JsonObject();
        foreach (var mimeType in mimeTypes)
            data[mimeType] = Node(value.ToDisplayString(mimeType), mimeType);
        return data;
    }

    private static JsonObject Sequence(IEnumerable items)
    {
        if (SequenceText.OfWords(items) is { } line)
            return Raw(line, PlainText);
        var data = In([Html, PlainText], items);
        if (SequenceText.KnownCount(items) > Formatter.ListExpansionLimit)
        {
            var count = SequenceText.Count(items);
            data[Html] = $"{data[Html]}<p>{count}</p>";
            data[PlainText] = $"{data[PlainText]}\n{count}";
        }
        return data;
    }

    // A formatter of the user's own, or of a library that the notebook imports.
    private static bool IsRegistered(Type? type) => type is not null && Formatter.RegisteredFormatters(includeDefaults: false).Any(formatter => formatter.Type.IsAssignableFrom(type)
        || type.IsGenericType && formatter.Type == type.GetGenericTypeDefinition());

    // JSON mime types hold objects in notebooks, not text.
    private static JsonNode? Node(string text, string mimeType)
    {
        if (mimeType != "application/json" && !mimeType.EndsWith("+json", StringComparison.Ordinal))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
