using static TorchSharp.torch;

namespace Darts.Runtime;

/// <summary>libtorch's generator under the rule that all random numbers come from one seed.</summary>
public static class Seed
{
    /// <summary>
    /// Seeds libtorch's generators for as long as the returned object lives and puts the CPU generator back afterwards, so that what is
    /// built inside depends on the seed alone and what comes after is not disturbed.
    /// </summary>
    /// <param name="seed">The seed.</param>
    public static IDisposable Use(long seed)
    {
        NativeLibraries.Load();
        var state = random.get_rng_state().DetachFromDisposeScope();
        random.manual_seed(seed);
        return new Restore(state);
    }

    /// <summary>As <see cref="Use(long)"/>, for one purpose of a run: other purposes and keys, an epoch for instance, draw unrelated numbers.</summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="purpose">What is drawn.</param>
    /// <param name="keys">Where it is drawn.</param>
    internal static IDisposable Use(long seed, string purpose, params ReadOnlySpan<long> keys) => Use((long)(RandomStream.For(seed, purpose, keys).NextUInt64() >> 1));

    private sealed class Restore(Tensor state) : IDisposable
    {
        public void Dispose()
        {
            random.set_rng_state(state);
            state.Dispose();
        }
    }
}
