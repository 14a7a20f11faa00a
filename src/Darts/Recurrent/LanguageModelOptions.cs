using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>What every language model is made of.</summary>
public abstract record LanguageModelOptions
{
    private protected LanguageModelOptions(int units, long seed) => (Units, Seed) = (units, seed);

    /// <summary>Size of the vocabulary.</summary>
    public required int Words { get; init => field = Option.AtLeast(value, 2, "a vocabulary has at least 2 words."); }

    /// <summary>Size of embedding and hidden state: one number, since the decoder is tied to the embedding.</summary>
    public int Units { get; init => field = Option.AtLeast(value, 1, "a language model needs at least 1 unit."); }

    /// <summary>What is dropped in training.</summary>
    public DropoutRates Dropout { get; init; } = new();

    /// <summary>The first weights are uniform in [-this, this].</summary>
    public double InitialRange { get; init => field = Option.NotNegative(value); } = 0.04;

    /// <summary>Seed of the first weights and alphas.</summary>
    public long Seed { get; init; }

    /// <summary>Where the model lives; the CPU when null.</summary>
    public Device? Device { get; init; }

    /// <summary>Type of its numbers, Float32 or Float64.</summary>
    public ScalarType Type
    {
        get;
        init => field = value is ScalarType.Float32 or ScalarType.Float64
            ? value
            : throw new ArgumentException($"Type = {value}: a language model computes in Float32 or Float64.", nameof(Type));
    } = ScalarType.Float32;
}
