using System.Text;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Documents;

/// <summary>
/// An nbformat 4 notebook. It is a view of the file's JSON, so that unknown fields and the order of fields survive,
/// and a file in Jupyter's layout that is read and written again has the same bytes.
/// </summary>
internal sealed class Notebook
{
    private readonly List<NotebookCell> _cells;
    private readonly byte[] _bytes;
    private readonly JsonNode? _asRead;

    private Notebook(JsonObject root, byte[] bytes)
    {
        Root = root;
        _bytes = bytes;
        _asRead = bytes.Length > 0 ? JsonNode.Parse(WithoutPreamble(bytes), documentOptions: NotebookCheck.Strict) : null;
        _cells = [.. CellNodes.Select(node => new NotebookCell(node!.AsObject()))];
    }

    public JsonObject Root { get; }

    public IReadOnlyList<NotebookCell> Cells => _cells;

    public JsonObject Metadata => Root["metadata"]!.AsObject();

    /// <summary>The kernel that the notebook asks for; null when it names none.</summary>
    public string? KernelName => Text("kernelspec", "name");

    /// <summary>The language of its code cells; null when it names none.</summary>
    public string? Language => Text("kernelspec", "language") ?? Text("language_info", "name");

    /// <summary>Whether the code cells are C#; a notebook that names neither kernel nor language is taken for it.</summary>
    public bool IsCSharp => KernelName == NotebookDefaults.KernelName || Language is not { } language || language.ToUpperInvariant() is "C#" or "CSHARP";

    private JsonArray CellNodes => Root["cells"]!.AsArray();

    /// <summary>Reads a notebook file.</summary>
    /// <exception cref="NotebookFormatException">The file is not an nbformat 4 notebook.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Notebook Read(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads a notebook from the bytes of a file; <paramref name="name"/> is what errors call it.</summary>
    /// <exception cref="NotebookFormatException">The bytes are not an nbformat 4 notebook.</exception>
    public static Notebook Parse(ReadOnlySpan<byte> bytes, string name) => new(NotebookCheck.Read(WithoutPreamble(bytes), name), bytes.ToArray());

    /// <summary>An empty nbformat 4.5 notebook for the C# kernel.</summary>
    public static Notebook Create() => new(NotebookDefaults.Root(), []);

    public void Insert(int index, NotebookCell cell)
    {
        CellNodes.Insert(index, cell.Node);
        _cells.Insert(index, cell);
    }

    public void RemoveAt(int index)
    {
        CellNodes.RemoveAt(index);
        _cells.RemoveAt(index);
    }

    /// <summary>An id that no cell has: the one asked for, or that with a number.</summary>
    public string FreeId(string id)
    {
        var taken = Cells.Select(cell => cell.Id).ToHashSet(StringComparer.Ordinal);
        var free = id;
        for (var n = 2; taken.Contains(free); n++)
            free = $"{id}-{n}";
        return free;
    }

    /// <summary>The file. One that says what was read has the bytes that were read, however they are laid out.</summary>
    public byte[] ToBytes()
    {
        if (_asRead is not null && JsonNode.DeepEquals(Root, _asRead))
            return _bytes;
        var text = Encoding.UTF8.GetString(WithoutPreamble(_bytes));
        return Encoding.UTF8.GetBytes(JsonLayout.Write(Root, IndentOf(text)) + (text.Length == 0 || text.EndsWith('\n') ? "\n" : ""));
    }

    /// <summary>Writes the notebook whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, ToBytes());

    private static ReadOnlySpan<byte> WithoutPreamble(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    private string? Text(string part, string field) =>
        Metadata[part] is JsonObject fields && fields[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // Jupyter indents by one space; other editors keep what they find, and so do we.
    private static string IndentOf(string text)
    {
        var start = text.IndexOf('\n') + 1;
        var end = start;
        while (start > 0 && end < text.Length && text[end] is (' ' or '\t'))
            end++;
        return end > start ? text[start..end] : " ";
    }
}
