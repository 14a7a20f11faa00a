using System.Collections;
using Microsoft.DotNet.Interactive.Formatting;

namespace Darts.Notebooks.Session;

/// <summary>A sequence in words: its first items, and how many there are when that is more.</summary>
internal static class SequenceText
{
    /// <summary>The items of a sequence that is shown as such; null for other values, and for text and dictionaries, which are sequences in name alone.</summary>
    public static IEnumerable? Items(object? value) =>
        value is IEnumerable items and not (string or IDictionary) && value.GetType().Namespace?.StartsWith("System.Text.Json", StringComparison.Ordinal) != true ? items : null;

    /// <summary>One line, <c>[ 1, 2, 3 ]</c>; null when an item is more than a word or a number.</summary>
    public static string? OfWords(IEnumerable items)
    {
        var words = new List<string>();
        foreach (var item in items)
        {
            if (words.Count == Formatter.ListExpansionLimit)
                return $"[ {string.Join(", ", words)}, ... ] ({Count(items)})";
            if (item is not null and not string && !ValueFormatter.IsScalar(item.GetType()))
                return null;
            words.Add(item.ToDisplayString("text/plain"));
        }
        return words.Exists(word => word.Contains('\n', StringComparison.Ordinal)) ? null
            : words.Count == 0 ? "[ ]"
            : $"[ {string.Join(", ", words)} ]";
    }

    /// <summary>How many items, in words; a sequence that would have to be run through for it says only that there are more than are shown.</summary>
    public static string Count(IEnumerable items) => KnownCount(items) is { } count ? $"{count} items" : $"more than {Formatter.ListExpansionLimit} items";

    /// <summary>How many items, where the sequence knows; null otherwise: to run through it may take forever.</summary>
    public static int? KnownCount(IEnumerable items) => items is ICollection collection ? collection.Count
        : Enumerable.TryGetNonEnumeratedCount(items.Cast<object>(), out var count) ? count
        : items.GetType().GetInterfaces().FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
            ?.GetProperty(nameof(IReadOnlyCollection<int>.Count))?.GetValue(items) as int?;
}
