namespace Darts.Data;

/// <summary>The two parts that an image dataset comes in.</summary>
public enum DatasetPart
{
    /// <summary>The images that a network is trained on; a search divides them between weights and alphas.</summary>
    Train,

    /// <summary>The images that a retrained network is measured on; never used in a search.</summary>
    Test,
}
