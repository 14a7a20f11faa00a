using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Darts.Notebooks.Running.Parameters;

/// <summary>Reads given values as the types that a notebook declares.</summary>
internal static class TypedValues
{
    private const string Served = "bool, int, long, float, double, decimal, string, enums, nullables and arrays of these";

    private static readonly Dictionary<string, string> s_keywords = new(StringComparer.Ordinal)
    {
        ["Boolean"] = "bool",
        ["Int32"] = "int",
        ["Int64"] = "long",
        ["Single"] = "float",
        ["Double"] = "double",
        ["Decimal"] = "decimal",
        ["String"] = "string",
    };

    private static readonly string[] s_lists = ["List", "IList", "IReadOnlyList", "ICollection", "IReadOnlyCollection", "IEnumerable"];

    // Values and not names: no enum is among them.
    private static readonly string[] s_others =
        ("var object dynamic char byte sbyte short ushort uint ulong nint nuint "
        + "DateTime DateTimeOffset DateOnly TimeOnly TimeSpan Guid Uri").Split(' ');

    /// <exception cref="UsageException">The value is not of the parameter's type, or no value of it can be given.</exception>
    public static TypedValue Read(Parameter parameter, GivenParameter given) => Read(parameter, given, SyntaxFactory.ParseTypeName(parameter.Type), given.Value);

    private static TypedValue Read(Parameter parameter, GivenParameter given, TypeSyntax type, ParameterValue value) => type switch
    {
        NullableTypeSyntax nullable => IsNull(value) ? TypedValue.Null : Read(parameter, given, nullable.ElementType, value),
        // Annotations are off in notebooks: a string that is null to begin with may be null again.
        _ when IsNull(value) && parameter.Default == "null" => TypedValue.Null,
        ArrayTypeSyntax { RankSpecifiers: [{ Rank: 1 }] } array => List(parameter, given, array.ElementType, value),
        GenericNameSyntax { TypeArgumentList.Arguments: [var element] } list when s_lists.Contains(list.Identifier.ValueText) =>
            List(parameter, given, element, value),
        PredefinedTypeSyntax or IdentifierNameSyntax or QualifiedNameSyntax => Scalar(parameter, given, type, value),
        _ => throw NotServed(parameter, given),
    };

    private static TypedValue List(Parameter parameter, GivenParameter given, TypeSyntax element, ParameterValue value)
    {
        var items = value switch
        {
            ParameterValue.Sequence sequence => sequence.Items,
            ParameterValue.Word word when word.Text.TrimStart().StartsWith('[') => ParameterFile.Sequence(word.Text, given.ToString())?.Items,
            // A single word is a list of one, and nothing is an empty list.
            ParameterValue.Word word => [.. Words(word.Text).Select(item => new ParameterValue.Word(item))],
            _ => null,
        };
        var read = (items ?? throw Wrong(parameter, given, value)).Select(item => Read(parameter, given, element, item)).ToList();
        return new TypedValue($"[{string.Join(", ", read.Select(item => item.Code))}]", new JsonArray([.. read.Select(item => item.Json)]));
    }

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static TypedValue Scalar(Parameter parameter, GivenParameter given, TypeSyntax type, ParameterValue value)
    {
        var name = type.ToString();
        name = s_keywords.GetValueOrDefault(name.StartsWith("System.", StringComparison.Ordinal) ? name[7..] : name, name);
        var text = value switch
        {
            ParameterValue.Word word => word.Text,
            ParameterValue.Quoted quoted => quoted.Text,
            _ => throw Wrong(parameter, given, value),
        };
        if (name == "string")
            return new TypedValue(Quoted(text), JsonValue.Create(text));
        if (s_others.Contains(name))
            throw NotServed(parameter, given);
        return Number(name, text, value is ParameterValue.Word) ?? (name is "bool" or "int" or "long" or "float" or "double" or "decimal"
            ? throw Wrong(parameter, given, value)
            : Member(parameter, given, name, text));
    }

    // Null for what is no number or truth value of this type, and for strings that only look like one.
    private static TypedValue? Number(string type, string text, bool isWord)
    {
        var culture = CultureInfo.InvariantCulture;
        if (!isWord)
            return null;
        switch (type)
        {
            case "bool":
                return text.ToLowerInvariant() switch
                {
                    "true" or "yes" or "on" => new("true", true),
                    "false" or "no" or "off" => new("false", false),
                    _ => null,
                };
            case "int":
                return int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var whole) ? new(whole.ToString(culture), whole) : null;
            case "long":
                return long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var big) ? new(big.ToString(culture) + "L", big) : null;
            case "float":
                return float.TryParse(text, NumberStyles.Float, culture, out var small) && float.IsFinite(small)
                    ? new(small.ToString("R", culture) + "f", small)
                    : null;
            case "double":
                return double.TryParse(text, NumberStyles.Float, culture, out var number) && double.IsFinite(number)
                    ? new(number.ToString("R", culture) + "d", number)
                    : null;
            case "decimal":
                return decimal.TryParse(text, NumberStyles.Float, culture, out var exact) ? new(exact.ToString(culture) + "m", exact) : null;
            default:
                return null;
        }
    }

    private static TypedValue Member(Parameter parameter, GivenParameter given, string type, string text)
    {
        // An enum of a library: only the running notebook knows its members.
        if (parameter.Members.Count == 0)
            return new TypedValue($"Enum.Parse<{type}>({Quoted(text)}, ignoreCase: true)", JsonValue.Create(text));
        var member = parameter.Members.FirstOrDefault(member => string.Equals(member, text, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"{given}: {type} has no member \"{text}\".{Spelling.DidYouMean(text, parameter.Members)}"
                + $" It has {string.Join(", ", parameter.Members)}.");
        return new TypedValue($"{type}.{member}", JsonValue.Create(member));
    }

    private static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static bool IsNull(ParameterValue value) => value is ParameterValue.Null or ParameterValue.Word { Text: "null" };

    private static UsageException Wrong(Parameter parameter, GivenParameter given, ParameterValue value) =>
        new($"{given}: {value} is not of the type that the notebook declares: {parameter}");

    private static UsageException NotServed(Parameter parameter, GivenParameter given) =>
        new($"{given}: no value of its type can be given: {parameter} Declare it as one of {Served}.");
}
