namespace Darts.Data;

/// <summary>What happens to an image file that cannot be decoded.</summary>
public enum CorruptImages
{
    /// <summary>It is left out of its batch, and named in <see cref="ImageFolder.Corrupt"/>.</summary>
    Skip,

    /// <summary>It ends the pass with an exception that names it.</summary>
    Fail,
}
