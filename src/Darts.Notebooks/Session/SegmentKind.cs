namespace Darts.Notebooks.Session;

/// <summary>What a part of a cell is.</summary>
internal enum SegmentKind
{
    CSharp,
    Reference,
    Source,
    Import,
    Markdown,
    Html,
    JavaScript,
    Time,
}
