namespace Darts.Recurrent;

/// <summary>What an evaluation network for text is made of; the defaults are the authors' for Penn Treebank.</summary>
public sealed record RecurrentNetworkOptions : LanguageModelOptions
{
    /// <summary>The authors' values for Penn Treebank.</summary>
    public RecurrentNetworkOptions()
        : base(units: 850, seed: 1267) => Dropout = new() { Words = 0.1 };

    /// <summary>The cell.</summary>
    public RecurrentGenotype Genotype { get; init; } = PublishedRecurrentGenotypes.DartsV2;

    /// <summary>The activations that the genotype names.</summary>
    public ActivationSet Activations { get; init; } = ActivationSet.Darts;

    /// <summary>The authors' values for WikiText-2: 700 units, less dropout of hidden states.</summary>
    /// <param name="words">Size of the vocabulary; 33,278 in the original.</param>
    public static RecurrentNetworkOptions WikiText2(int words = 33_278) =>
        new() { Words = words, Units = 700, Dropout = new() { Words = 0.1, Hidden = 0.15 } };

    /// <summary>The authors' values for Penn Treebank.</summary>
    /// <param name="words">Size of the vocabulary; 10,000 in the original.</param>
    public static RecurrentNetworkOptions PennTreebank(int words = 10_000) => new() { Words = words };
}
