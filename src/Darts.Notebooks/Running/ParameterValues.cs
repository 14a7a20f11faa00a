using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace Darts.Notebooks.Running;

/// <summary>Turns values from the command line into C# of the types that the notebook declares.</summary>
internal static class ParameterValues
{
    private const string Served = "bool, int, long, float, double, decimal, string, enums, nullables and arrays of these";

    /// <summary>The cell that assigns the values. It assigns and does not declare, so the notebook's types hold.</summary>
    /// <exception cref="UsageException">A name is not a parameter's, or a value is not of its type.</exception>
    public static string Assignments(IReadOnlyList<Parameter> parameters, IEnumerable<(string Name, string Value)> values)
    {
        var lines = new List<string> { "// Parameters" };
        foreach (var (name, value) in values)
        {
            var parameter = parameters.FirstOrDefault(parameter => parameter.Name == name) ?? throw Unknown(name, parameters);
            lines.Add($"{name} = {Literal(parameter, parameter.Type, value)};");
        }
        return string.Join('\n', lines);
    }

    private static string Literal(Parameter parameter, string type, string value)
    {
        if (type.EndsWith('?'))
            return value == "null" ? "null" : Literal(parameter, type[..^1], value);
        if (type.EndsWith("[]", StringComparison.Ordinal))
            return "[" + string.Join(", ", Items(value).Select(item => Literal(parameter, type[..^2], item))) + "]";
        var culture = CultureInfo.InvariantCulture;
        return type switch
        {
            "string" or "String" => SymbolDisplay.FormatLiteral(value, quote: true),
            "bool" => bool.TryParse(value, out var flag) ? (flag ? "true" : "false") : throw Wrong(parameter, value),
            "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, culture, out var number) ? number.ToString(culture) : throw Wrong(parameter, value),
            "long" => long.TryParse(value, NumberStyles.AllowLeadingSign, culture, out var number) ? number.ToString(culture) + "L" : throw Wrong(parameter, value),
            "float" => float.TryParse(value, NumberStyles.Float, culture, out var number) && float.IsFinite(number) ? number.ToString("R", culture) + "f" : throw Wrong(parameter, value),
            "double" => double.TryParse(value, NumberStyles.Float, culture, out var number) && double.IsFinite(number) ? number.ToString("R", culture) + "d" : throw Wrong(parameter, value),
            "decimal" => decimal.TryParse(value, NumberStyles.Float, culture, out var number) ? number.ToString(culture) + "m" : throw Wrong(parameter, value),
            "var" or "object" or "DateTime" or "TimeSpan" => throw new UsageException(
                $"-p {parameter.Name} {value}: its type {type} cannot be given on the command line. Declare it as one of {Served}."),
            // Only the running notebook knows the members of an enum.
            _ => $"Enum.Parse<{type}>({SymbolDisplay.FormatLiteral(value, quote: true)}, ignoreCase: true)",
        };
    }

    private static string[] Items(string value) => value.Trim() is "" or "[]" ? [] : value.Trim().TrimStart('[').TrimEnd(']').Split(',', StringSplitOptions.TrimEntries);

    private static UsageException Wrong(Parameter parameter, string value) =>
        new($"-p {parameter.Name} {value}: \"{value}\" is not of the type that the notebook declares: {parameter.Type} {parameter.Name} = {parameter.Default};{Comment(parameter)}");

    private static UsageException Unknown(string name, IReadOnlyList<Parameter> parameters)
    {
        if (parameters.Count == 0)
            return new UsageException($"-p {name}: the notebook has no parameters (no cell tagged \"{ParameterDeclarations.Tag}\" that declares variables).");
        var nearest = parameters.MinBy(parameter => Spelling.Distance(parameter.Name, name))!.Name;
        var hint = Spelling.Distance(nearest, name) <= Math.Max(2, name.Length / 2) ? $" Did you mean {nearest}?" : "";
        return new UsageException($"-p {name}: the notebook has no parameter of this name.{hint} It has {string.Join(", ", parameters.Select(parameter => parameter.Name))}.");
    }

    private static string Comment(Parameter parameter) => parameter.Help.Length > 0 ? $" // {parameter.Help}" : "";
}
