using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Darts.Notebooks.Running.Parameters;

/// <summary>Reads parameters from YAML and JSON: one mapping from names to values.</summary>
internal static class ParameterFile
{
    // Anchors may refer to what contains them.
    private const int Deepest = 20;

    private static readonly string[] s_nulls = ["", "~", "null", "Null", "NULL"];

    /// <summary>Reads a file, JSON by its extension and YAML otherwise.</summary>
    /// <exception cref="UsageException">The file is not there, or is no mapping.</exception>
    public static IReadOnlyList<GivenParameter> Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return string.Equals(Path.GetExtension(path), ".json", StringComparison.OrdinalIgnoreCase) ? FromJson(text, path) : FromYaml(text, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"-f {path}: the file cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads YAML as of the command line.</summary>
    /// <param name="text">The YAML; empty text holds no parameters.</param>
    /// <param name="origin">What errors call it.</param>
    /// <exception cref="UsageException">It is no mapping.</exception>
    public static IReadOnlyList<GivenParameter> FromYaml(string text, string origin) => Yaml(text, origin) switch
    {
        null or YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or null } => [],
        YamlMappingNode fields => [.. fields.Children.Select(field => new GivenParameter(Name(field.Key, origin), Value(field.Value, origin), origin))],
        _ => throw new UsageException($"{origin}: parameters are a mapping from names to values, as in \"epochs: 3\"."),
    };

    /// <summary>Reads a YAML sequence in brackets, such as <c>[1, 2]</c>; null when the text is none.</summary>
    public static ParameterValue.Sequence? Sequence(string text, string origin) =>
        Yaml(text, origin) is YamlSequenceNode items ? Value(items, origin) as ParameterValue.Sequence : null;

    private static YamlNode? Yaml(string text, string origin)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new MergingParser(new Parser(new StringReader(text))));
            return stream.Documents.Count switch
            {
                0 => null,
                1 => stream.Documents[0].RootNode,
                _ => throw new UsageException($"{origin}: it holds {stream.Documents.Count} YAML documents; parameters are one."),
            };
        }
        catch (YamlException e)
        {
            throw new UsageException($"{origin}: not YAML: line {e.Start.Line}, column {e.Start.Column}: {e.Message}");
        }
    }

    private static string Name(YamlNode key, string origin) =>
        key is YamlScalarNode { Value: { } name } ? name : throw new UsageException($"{origin}: a parameter's name is a word, not {key}.");

    private static ParameterValue Value(YamlNode node, string origin, int depth = 0) => node switch
    {
        _ when depth > Deepest => throw new UsageException($"{origin}: a value is nested more than {Deepest} deep."),
        YamlScalarNode scalar => Scalar(scalar),
        YamlSequenceNode items => new ParameterValue.Sequence([.. items.Children.Select(item => Value(item, origin, depth + 1))]),
        _ => new ParameterValue.Mapping(),
    };

    private static ParameterValue Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value.EndsWith(":str", StringComparison.Ordinal)))
            return new ParameterValue.Quoted(text);
        return s_nulls.Contains(text) ? new ParameterValue.Null() : new ParameterValue.Word(text);
    }

    private static List<GivenParameter> FromJson(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new UsageException($"{path}: parameters are an object from names to values, as in {{\"epochs\": 3}}.");
            return [.. document.RootElement.EnumerateObject().Select(field => new GivenParameter(field.Name, Value(field.Value), path))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UsageException($"{path}: not JSON: {e.Message}");
        }
    }

    private static ParameterValue Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => new ParameterValue.Null(),
        JsonValueKind.String => new ParameterValue.Quoted(element.GetString()!),
        JsonValueKind.Array => new ParameterValue.Sequence([.. element.EnumerateArray().Select(Value)]),
        JsonValueKind.Object => new ParameterValue.Mapping(),
        _ => new ParameterValue.Word(element.GetRawText()),
    };
}
