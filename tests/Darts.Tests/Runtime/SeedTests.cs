using Darts.Runtime;
using Darts.Tests.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Runtime;

[Collection(nameof(Alone))]
public class SeedTests
{
    [Fact]
    public void What_is_drawn_inside_depends_on_the_seed_alone()
    {
        Assert.Equal(Drawn(5), Drawn(5));
        Assert.NotEqual(Drawn(5), Drawn(6));

        static float[] Drawn(long seed)
        {
            using var scope = NewDisposeScope();
            using var _ = Seed.Use(seed);
            return randn(4, device: CPU).data<float>().ToArray();
        }
    }

    [Fact]
    public void What_comes_after_is_not_disturbed()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var undisturbed = randn(4, device: CPU).data<float>().ToArray();
        random.manual_seed(1);
        using (Seed.Use(99))
        {
            using (Seed.Use(100))
                randn(3, device: CPU);
            randn(7, device: CPU);
        }

        Assert.Equal(undisturbed, randn(4, device: CPU).data<float>().ToArray());
    }
}
