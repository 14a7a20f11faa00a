using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>The generator of the golden set's deterministic tensors (SplitMix64, see tests/golden/README.md).</summary>
public static class GoldenRecipe
{
    /// <summary>2u - 1 for the stream of a seed: numbers in [-1, 1).</summary>
    public static Tensor Uniform(ulong seed, long count)
    {
        var values = new double[count];
        for (long i = 0; i < count; i++)
            values[i] = 2 * Draw(seed, (ulong)i) - 1;
        return tensor(values, ScalarType.Float64, CPU);
    }

    /// <summary>The test weights of a tensor: scale and shift follow from its shape and name.</summary>
    public static Tensor Weight(ulong seed, string name, long[] shape)
    {
        var (scale, shift) = shape.Length switch
        {
            4 => (Math.Sqrt(3.0 / (shape[1] * shape[2] * shape[3])), 0.0),
            2 => (Math.Sqrt(3.0 / shape[1]), 0.0),
            _ when name.EndsWith("weight", StringComparison.Ordinal) => (0.5, 1.0),
            _ => (0.1, 0.0),
        };
        return shift + scale * Uniform(seed, shape.Aggregate(1L, (product, size) => product * size)).reshape(shape);
    }

    public static double Draw(ulong seed, ulong index)
    {
        var z = seed + (index + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * Math.Pow(2, -53);
    }
}
