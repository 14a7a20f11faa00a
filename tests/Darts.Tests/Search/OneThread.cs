using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>Nets as small as these tests' are slower on two threads than on one, and much slower on a busy machine.</summary>
public sealed class OneThread : IDisposable
{
    private readonly int before;

    public OneThread()
    {
        NativeLibraries.Load();
        before = get_num_threads();
        set_num_threads(1);
    }

    public void Dispose() => set_num_threads(before);
}
