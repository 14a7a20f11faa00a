namespace Darts.Search;

/// <summary>What the alphas learn from: the paper's method and the two it is compared with (section 3.3, "alternative optimization strategies").</summary>
public enum AlphaTraining
{
    /// <summary>The bilevel problem: the alphas descend the loss of images that the weights never see.</summary>
    Bilevel,

    /// <summary>
    /// Coordinate descent over all images, both halves: alphas and weights take turns on the same batches. The paper's cells found so were
    /// worse than random ones (4.16 % test error).
    /// </summary>
    CoordinateDescent,

    /// <summary>One pass over a batch of all images gives the gradients of both, and both step at once (3.56 % test error in the paper).</summary>
    Joint,
}
