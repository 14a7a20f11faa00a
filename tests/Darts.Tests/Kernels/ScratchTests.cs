using System.Runtime.CompilerServices;
using Darts.Kernels;
using Darts.Tests.Search;

namespace Darts.Tests.Kernels;

[Collection(nameof(Alone))]
public unsafe class ScratchTests
{
    private static readonly MapLayout Layout = new(2, 3, 4, 2, 16);

    [Fact]
    public void A_bordered_map_is_handed_out_again_once_it_was_given_back()
    {
        var scratch = new Scratch();
        var mark = scratch.Mark;
        var first = (nint)scratch.TakeBordered<float>(Layout, 2);
        var second = (nint)scratch.TakeBordered<float>(Layout, 2);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, (nint)scratch.TakeBordered<double>(Layout, 2));
        Assert.NotEqual(first, (nint)scratch.TakeBordered<float>(Layout with { Height = 4 }, 2));
        scratch.Release(mark);
        Assert.Equal(new[] { first, second }.Order(), new[] { (nint)scratch.TakeBordered<float>(Layout, 2), (nint)scratch.TakeBordered<float>(Layout, 2) }.Order());
        scratch.Reset();
        Assert.Contains((nint)scratch.TakeBordered<float>(Layout, 2), new[] { first, second });
    }

    [Fact]
    public void A_new_bordered_map_holds_zeros()
    {
        var scratch = new Scratch();
        var map = scratch.TakeBordered<double>(Layout, 3);
        Assert.All(new ReadOnlySpan<double>(map, (int)Layout.Size(3)).ToArray(), number => Assert.Equal(0, number));
        scratch.Reset();
    }

    [Fact]
    public void What_was_taken_before_a_mark_stays_taken()
    {
        var scratch = new Scratch();
        var kept = (nint)scratch.TakeBordered<float>(Layout, 1);
        var mark = scratch.Mark;
        scratch.TakeBordered<float>(Layout, 1);
        scratch.Release(mark);
        Assert.NotEqual(kept, (nint)scratch.TakeBordered<float>(Layout, 1));
    }

    [Fact]
    public void Memory_goes_with_the_engine_that_it_belongs_to() => FinalizedMemory.GoesBack(Use);

    /// <summary>Writes half of it to pieces and half to a bordered map.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(long megabytes)
    {
        var scratch = new Scratch();
        scratch.TakeZeros<byte>(megabytes << 19);
        scratch.TakeBordered<byte>(new MapLayout(1, 1, (int)megabytes << 19, 0, 1), 1);
        scratch.Reset();
    }
}
