namespace Darts.Notebooks.Documents;

/// <summary>The cell types of nbformat 4.</summary>
internal enum CellKind
{
    Code,
    Markdown,
    Raw,
}
