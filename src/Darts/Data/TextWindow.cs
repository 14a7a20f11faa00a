using static TorchSharp.torch;

namespace Darts.Data;

/// <summary>A window of text: T words in each of B rows, and the words that follow them.</summary>
/// <param name="Words">Numbers of the words, [T, B].</param>
/// <param name="Targets">The same one word further, [T, B].</param>
public sealed record TextWindow(Tensor Words, Tensor Targets) : IDisposable
{
    /// <summary>Number of words T of a row.</summary>
    public int Length => (int)Words.shape[0];

    /// <summary>Number of rows B.</summary>
    public int Batch => (int)Words.shape[1];

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Words.Dispose();
        Targets.Dispose();
    }
}
