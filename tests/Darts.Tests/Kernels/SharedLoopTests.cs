using Darts.Kernels;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

public class SharedLoopTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 2)]
    [InlineData(100, 1)]
    [InlineData(100, 2)]
    [InlineData(1001, 3)]
    public void Every_step_is_done_once_and_without_a_graph(int count, int threads)
    {
        NativeLibraries.Load();
        var done = new int[count];
        var graphs = 0;
        SharedLoop.Run(count, threads, i =>
        {
            done[i]++;
            if (is_grad_enabled())
                Interlocked.Increment(ref graphs);
        });
        Assert.All(done, times => Assert.Equal(1, times));
        Assert.Equal(0, graphs);
        Assert.True(is_grad_enabled());
    }
}
