using System.Runtime.CompilerServices;
using Darts.Kernels;
using Darts.Runtime;
using Darts.Tests.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

[Collection(nameof(Alone))]
public unsafe class MapMemoryTests
{
    public MapMemoryTests() => NativeLibraries.Load();

    [Theory]
    [InlineData(3, 5)]
    [InlineData(600, 1100)]
    public void It_makes_ordinary_tensors(int rows, int columns)
    {
        var memory = new MapMemory();
        using var single = memory.Take<float>(rows, columns);
        using var two = memory.Take<double>(rows, columns);
        Assert.Equal((ScalarType.Float32, ScalarType.Float64), (single.dtype, two.dtype));
        Assert.Equal([rows, columns], single.shape);
        Assert.Equal(0, (nint)TensorData.Pointer<float>(single) % 64);
        single.fill_(2);
        two.fill_(3);
        Assert.Equal(2.0 * rows * columns, single.sum().item<float>());
        Assert.Equal(3.0 * rows * columns, two.sum().item<double>());
    }

    [Fact]
    public void A_piece_comes_back_when_the_last_tensor_on_it_goes()
    {
        var memory = new MapMemory();
        var tensor = memory.Take<float>(1000);
        var place = (nint)TensorData.Pointer<float>(tensor);
        var view = tensor[10..20];
        tensor.Dispose();
        Assert.Equal(0, memory.Kept);
        using (var other = memory.Take<float>(1000))
            Assert.NotEqual(place, (nint)TensorData.Pointer<float>(other));
        view.Dispose();
        Assert.Equal(8000, memory.Kept);
        using var again = memory.Take<float>(1000);
        using var half = memory.Take<float>(500);
        Assert.Equal(0, memory.Kept);
    }

    [Fact]
    public void A_piece_that_is_far_too_large_is_not_handed_out()
    {
        var memory = new MapMemory();
        memory.Take<float>(1000).Dispose();
        memory.Take<float>(499).Dispose();
        Assert.Equal(499 * sizeof(float), memory.Kept);
    }

    [Fact]
    public void Whole_pages_are_counted()
    {
        var memory = new MapMemory();
        memory.Take<float>((2 << 18) + 1).Dispose();
        Assert.Equal(4 << 20, memory.Kept);
    }

    [Fact]
    public void No_more_is_kept_than_was_in_use_at_once()
    {
        var memory = new MapMemory();
        for (var size = 1000; size < 2000; size += 100)
        {
            memory.Take<float>(size * 10).Dispose();
            memory.Take<float>(size / 10).Dispose();
            Assert.InRange(memory.Kept, 1, size * 10 * sizeof(float));
        }
    }

    [Fact]
    public void A_graph_that_is_dropped_gives_its_memory_back()
    {
        var memory = new MapMemory();
        using (var scope = NewDisposeScope())
        {
            var map = memory.Take<float>(1000).fill_(2);
            var weight = ones(1000, requires_grad: true, device: CPU);
            var product = (weight * map).sum(); // the graph keeps the map
            map.Dispose();
            Assert.Equal(0, memory.Kept);
            product.backward();
            Assert.Equal(2, weight.grad![7].item<float>());
        }

        Assert.Equal(4000, memory.Kept);
    }

    [Fact]
    public void All_share_one()
    {
        var first = MapMemory.Shared();
        Assert.Same(first, MapMemory.Shared());
        GC.KeepAlive(first);
    }

    [Fact]
    public void It_is_freed_when_nobody_has_it_any_more() => FinalizedMemory.GoesBack(Use);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(long megabytes)
    {
        using var tensor = new MapMemory().Take<float>(megabytes << 18);
        tensor.zero_();
    }
}
