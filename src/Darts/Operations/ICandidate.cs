namespace Darts.Operations;

/// <summary>What an edge may compute: an operation of an image cell, an activation of a recurrent one.</summary>
public interface ICandidate
{
    /// <summary>The name that genotypes use.</summary>
    string Name { get; }

    /// <summary>Whether it is the zero operation: it takes its share of the softmax and adds nothing, and a genotype never holds it.</summary>
    bool IsZero { get; }
}
