namespace Darts.Notebooks.Documents;

/// <summary>A file that is not a notebook this engine reads; the message names the file, what is wrong and what to do.</summary>
internal sealed class NotebookFormatException : Exception
{
    public NotebookFormatException(string message)
        : base(message)
    {
    }

    public NotebookFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
