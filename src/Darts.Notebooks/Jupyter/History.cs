using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Jupyter;

/// <summary>The inputs of this session, as <c>history_request</c> asks for them.</summary>
internal sealed class History
{
    private readonly List<(int Line, string Input)> _entries = [];

    public void Add(int line, string input)
    {
        lock (_entries)
            _entries.Add((line, input));
    }

    /// <summary>The last <c>n</c>, a range of lines, or those that match a glob pattern.</summary>
    public JsonArray Answer(JsonObject request)
    {
        List<(int Line, string Input)> entries;
        lock (_entries)
            entries = [.. _entries];
        IEnumerable<(int Line, string Input)> found = JupyterMessage.Text(request, "hist_access_type") switch
        {
            "range" => entries.Where(entry => entry.Line >= JupyterMessage.Number(request, "start", 0) && entry.Line < JupyterMessage.Number(request, "stop", int.MaxValue)),
            "search" => Last(Unique(Matching(entries, JupyterMessage.Text(request, "pattern") ?? "*"), JupyterMessage.Flag(request, "unique", false)), request),
            _ => Last(entries, request),
        };
        var output = JupyterMessage.Flag(request, "output", false);
        return [.. found.Select(entry => (JsonNode)new JsonArray(0, entry.Line, output ? new JsonArray(entry.Input, null) : JsonValue.Create(entry.Input)))];
    }

    private static IEnumerable<(int Line, string Input)> Matching(IEnumerable<(int Line, string Input)> entries, string pattern) =>
        entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));

    private static IEnumerable<(int Line, string Input)> Unique(IEnumerable<(int Line, string Input)> entries, bool unique) =>
        unique ? entries.Reverse().DistinctBy(entry => entry.Input).Reverse() : entries;

    private static IEnumerable<(int Line, string Input)> Last(IEnumerable<(int Line, string Input)> entries, JsonObject request) =>
        entries.TakeLast(Math.Max(0, JupyterMessage.Number(request, "n", int.MaxValue)));
}
