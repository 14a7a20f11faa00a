using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>What the cells tagged <c>result</c> have to say: the answer of a notebook, for the terminal.</summary>
internal static class ResultText
{
    public const string Tag = "result";

    public static string Of(Notebook notebook) =>
        string.Join('\n', notebook.Cells.Where(cell => cell.Kind == CellKind.Code && cell.HasTag(Tag)).SelectMany(Texts));

    private static IEnumerable<string> Texts(NotebookCell cell) => cell.Outputs.OfType<JsonObject>().Select(Text).OfType<string>();

    private static string? Text(JsonObject output) => JupyterMessage.Text(output, "output_type") switch
    {
        "stream" when JupyterMessage.Text(output, "name") == "stdout" => MultilineText.JoinOrEmpty(output["text"]).TrimEnd('\n'),
        "display_data" or "execute_result" when (output["data"] as JsonObject)?["text/plain"] is { } text => MultilineText.JoinOrEmpty(text).TrimEnd('\n'),
        _ => null,
    };
}
