namespace Darts.Notebooks.Session;

/// <summary>A directive (<c>#r</c>, <c>#!import</c>, ...) that cannot be obeyed.</summary>
internal sealed class DirectiveException : Exception
{
    public DirectiveException(string message)
        : base(message)
    {
    }

    public DirectiveException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
