using static TorchSharp.torch;

namespace Darts.Runtime;

/// <summary>Remembers where libtorch's generator of the CPU stood, so that a later pass can draw the same numbers again.</summary>
internal sealed class RandomReplay : IDisposable
{
    private readonly Tensor start = random.get_rng_state().DetachFromDisposeScope();

    /// <summary>Goes back to that place; what is drawn after the returned object is disposed goes on as if nothing was drawn again.</summary>
    public IDisposable Again()
    {
        var now = random.get_rng_state().DetachFromDisposeScope();
        random.set_rng_state(start);
        return new Return(now);
    }

    public void Dispose() => start.Dispose();

    private sealed class Return(Tensor state) : IDisposable
    {
        public void Dispose()
        {
            random.set_rng_state(state);
            state.Dispose();
        }
    }
}
