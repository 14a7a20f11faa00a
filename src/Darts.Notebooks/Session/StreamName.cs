namespace Darts.Notebooks.Session;

/// <summary>The two text streams of a cell.</summary>
internal enum StreamName
{
    Stdout,
    Stderr,
}
