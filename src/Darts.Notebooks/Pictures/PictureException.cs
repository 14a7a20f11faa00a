namespace Darts.Notebooks.Pictures;

/// <summary>A picture that cannot be drawn; the message says why.</summary>
internal sealed class PictureException : Exception
{
    public PictureException(string message)
        : base(message)
    {
    }

    public PictureException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
