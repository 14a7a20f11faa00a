namespace Darts.Notebooks.Session;

/// <summary>A stretch of a cell in one language, or one directive.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">
/// Code: the whole text up to the stretch's end with everything before it blanked, so that line and column numbers are the cell's.
/// Directives: the argument. Other languages: the text.
/// </param>
/// <param name="Line">The line of the cell, from 1, where it begins.</param>
internal sealed record Segment(SegmentKind Kind, string Text, int Line);
