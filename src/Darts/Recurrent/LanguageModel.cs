using Darts.Networks;
using Darts.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Recurrent;

/// <summary>
/// A recurrent language model: embedding E, a recurrent cell, and a decoder whose matrix is the embedding's, logits = o E^T + b. Text comes
/// as windows of T words in B rows, and the hidden state is carried from one window to the next.
/// </summary>
/// <remarks>Names of weights are the authors', so that their state dictionaries fit.</remarks>
public abstract class LanguageModel : Module
{
    private readonly LookUp encoder;
    private readonly ModuleList<RecurrentCell> rnns;
    private readonly Bias decoder;

    private protected LanguageModel(string name, LanguageModelOptions options, Func<RecurrentCell> cell)
        : base(name)
    {
        LanguageOptions = options;
        using var seed = Seed.Use(options.Seed);
        encoder = new LookUp(RecurrentCell.Uniform([options.Words, options.Units], options.InitialRange));
        rnns = new ModuleList<RecurrentCell>(cell());
        decoder = new Bias(encoder.weight.new_zeros(options.Words));
    }

    /// <summary>E, one row a word, [words, units]: the embedding and, tied to it, the decoder's matrix.</summary>
    public Parameter Embedding => encoder.weight;

    /// <summary>Where the model lives.</summary>
    public Device Device => Embedding.device;

    /// <summary>Size of its vocabulary.</summary>
    public int Words => LanguageOptions.Words;

    /// <summary>Size of embedding and hidden state.</summary>
    public int Units => LanguageOptions.Units;

    /// <summary>Type of its numbers.</summary>
    public ScalarType Type => LanguageOptions.Type;

    /// <summary>The network weights w; the tied matrix is one of them, once.</summary>
    public IReadOnlyList<Parameter> Weights => field ??= [.. named_parameters().Where(pair => IsWeight(pair.name)).Select(pair => pair.parameter)];

    /// <summary>Number of weights, the tied matrix counted once.</summary>
    public long ParameterCount => ModelStatistics.CountParameters(Weights);

    private protected LanguageModelOptions LanguageOptions { get; }

    private protected RecurrentCell Cell => rnns[0];

    /// <summary>The hidden state before any text: zeros, [1, B, units].</summary>
    /// <param name="batch">Rows of text B.</param>
    public Tensor InitialHidden(long batch) => Embedding.new_zeros(1, batch, Units);

    /// <summary>Draws the masks of a pass in training mode; in evaluation mode nothing is dropped.</summary>
    /// <param name="batch">Rows of text B.</param>
    public DropoutMasks DrawMasks(long batch) => training ? DropoutMasks.Draw(LanguageOptions.Dropout, Words, batch, Units, Embedding) : DropoutMasks.None;

    /// <summary>Computes a window.</summary>
    /// <param name="words">Numbers of the words, [T, B].</param>
    /// <param name="hidden">The hidden state before it, [1, B, units].</param>
    /// <param name="masks">Dropout masks; drawn by <see cref="DrawMasks"/> when null.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public LanguagePass Forward(Tensor words, Tensor hidden, DropoutMasks? masks = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(hidden);
        if (words.shape is not [> 0, > 0] || !hidden.shape.AsSpan().SequenceEqual([1, words.shape[1], Units]))
            throw new ArgumentException($"Words of [{string.Join(", ", words.shape)}] and a hidden state of [{string.Join(", ", hidden.shape)}]: a window is [T, B], its hidden state [1, B, {Units}].");
        masks ??= DrawMasks(words.shape[1]);
        var embedded = Embedding.index_select(0, words.reshape(-1)).view(words.shape[0], words.shape[1], Units);
        if (masks.Words is { } factors)
            embedded = embedded * factors[words.reshape(-1)].view(words.shape[0], words.shape[1], 1);
        if (masks.Embedding is not null)
            embedded = embedded * masks.Embedding;
        var raw = Run(embedded, hidden[0], masks);
        var dropped = masks.Output is null ? raw : raw * masks.Output;
        var logits = decoder.bias.addmm(dropped.view(-1, Units), Embedding.t(), 1, 1).view(words.shape[0], words.shape[1], Words);
        return new LanguagePass(logits, raw[^1..], raw, dropped);
    }

    /// <summary>Moves the model and detaches it from the scope it was built in.</summary>
    private protected void Finish()
    {
        this.to(LanguageOptions.Device ?? CPU, LanguageOptions.Type);
        foreach (var tensor in state_dict().Values)
            tensor.DetachFromDisposeScope();
    }

    private protected virtual bool IsWeight(string name) => true;

    private protected abstract Tensor Run(Tensor inputs, Tensor hidden, DropoutMasks masks);

    /// <summary>A module that holds E.</summary>
    private sealed class LookUp : Module
    {
        public readonly Parameter weight;

        public LookUp(Tensor first)
            : base(nameof(LookUp))
        {
            weight = new Parameter(first);
            RegisterComponents();
        }
    }

    /// <summary>A module that holds b.</summary>
    private sealed class Bias : Module
    {
        public readonly Parameter bias;

        public Bias(Tensor first)
            : base(nameof(Bias))
        {
            bias = new Parameter(first);
            RegisterComponents();
        }
    }
}
