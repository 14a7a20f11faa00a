using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Documents;

/// <summary>One cell: a typed view of its JSON object, which keeps every field that the engine does not know.</summary>
internal sealed class NotebookCell(JsonObject node)
{
    /// <summary>The cell as it stands in the file.</summary>
    public JsonObject Node { get; } = node;

    public string Id => Node["id"]!.GetValue<string>();

    public CellKind Kind => Node["cell_type"]!.GetValue<string>() switch
    {
        "code" => CellKind.Code,
        "markdown" => CellKind.Markdown,
        _ => CellKind.Raw,
    };

    public string Source
    {
        get => MultilineText.Join(Node["source"]);
        set => Node["source"] = MultilineText.Split(value);
    }

    public JsonObject Metadata => Node["metadata"]!.AsObject();

    public IEnumerable<string> Tags => Metadata["tags"] is JsonArray tags
        ? tags.Where(tag => tag?.GetValueKind() == JsonValueKind.String).Select(tag => tag!.GetValue<string>())
        : [];

    /// <summary>The outputs of a code cell; setting replaces them all.</summary>
    public JsonArray Outputs
    {
        get => Node["outputs"]!.AsArray();
        set => Node["outputs"] = value;
    }

    public int? ExecutionCount
    {
        get => Node["execution_count"]?.GetValue<int>();
        set => Node["execution_count"] = value is { } count ? JsonValue.Create(count) : null;
    }

    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.Ordinal);

    /// <summary>A new code cell with the metadata that .NET Interactive and the kit's kernel expect (fields in Jupyter's order).</summary>
    public static NotebookCell Code(string id, string source, params string[] tags) => new(new JsonObject
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = id,
        ["metadata"] = new JsonObject
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" },
            ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]),
        },
        ["outputs"] = new JsonArray(),
        ["source"] = MultilineText.Split(source),
    });

    /// <summary>A new markdown cell.</summary>
    public static NotebookCell Markdown(string id, string source, params string[] tags) => new(new JsonObject
    {
        ["cell_type"] = "markdown",
        ["id"] = id,
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]) },
        ["source"] = MultilineText.Split(source),
    });
}
