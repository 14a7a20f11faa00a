using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>The evaluation network for text: a language model with a discrete cell.</summary>
public sealed class RecurrentNetwork : LanguageModel
{
    /// <summary>Builds the network, its first weights drawn from the options' seed.</summary>
    /// <param name="options">What it is made of.</param>
    /// <exception cref="ArgumentException">The genotype names an activation that is not in the set.</exception>
    public RecurrentNetwork(RecurrentNetworkOptions options)
        : base(nameof(RecurrentNetwork), options ?? throw new ArgumentNullException(nameof(options)), () => new RecurrentDiscreteCell(options.Genotype, options.Activations, options.Units, options.InitialRange))
    {
        Options = options;
        RegisterComponents();
        Finish();
    }

    /// <summary>What the network is made of.</summary>
    public RecurrentNetworkOptions Options { get; }

    /// <summary>One line: sizes, parameters, device, cell.</summary>
    public override string ToString() => $"RecurrentNetwork: {Units} units, {Words:N0} words, {ParameterCount:N0} weights in {Type} on {Device}, {Options.Genotype}";

    private protected override Tensor Run(Tensor inputs, Tensor hidden, DropoutMasks masks) =>
        ((RecurrentDiscreteCell)Cell).Forward(inputs, hidden, masks.Input, masks.Hidden);
}
