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
    private readonly string _indent;
    private readonly bool _finalNewline;

    private Notebook(JsonObject root, string indent, bool finalNewline)
    {
        Root = root;
        _indent = indent;
        _finalNewline = finalNewline;
        _cells = [.. CellNodes.Select(node => new NotebookCell(node!.AsObject()))];
    }

    public JsonObject Root { get; }

    public IReadOnlyList<NotebookCell> Cells => _cells;

    public JsonObject Metadata => Root["metadata"]!.AsObject();

    private JsonArray CellNodes => Root["cells"]!.AsArray();

    /// <summary>Reads a notebook file.</summary>
    /// <exception cref="NotebookFormatException">The file is not an nbformat 4 notebook.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Notebook Read(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads a notebook from the bytes of a file; <paramref name="name"/> is what errors call it.</summary>
    /// <exception cref="NotebookFormatException">The bytes are not an nbformat 4 notebook.</exception>
    public static Notebook Parse(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var root = NotebookCheck.Read(bytes, name);
        var text = Encoding.UTF8.GetString(bytes);
        return new Notebook(root, IndentOf(text), finalNewline: text.EndsWith('\n'));
    }

    /// <summary>An empty nbformat 4.5 notebook for the C# kernel.</summary>
    public static Notebook Create() => new(NotebookDefaults.Root(), indent: " ", finalNewline: true);

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

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(JsonLayout.Write(Root, _indent) + (_finalNewline ? "\n" : ""));

    /// <summary>Writes the notebook whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, ToBytes());

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
