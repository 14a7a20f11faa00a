namespace Darts.Notebooks.Jupyter;

/// <summary>The channels of the Jupyter protocol that carry messages.</summary>
internal enum Channel
{
    Shell,
    Control,
    Stdin,
    IOPub,
}
