using Darts.Runtime;

namespace Darts.Tests.Data;

public class RandomStreamTests
{
    [Fact]
    public void Seed_1_gives_the_numbers_of_the_golden_recipe()
    {
        var stream = new RandomStream(1);

        Assert.Equal([0.5665615751722809, 0.7457817572627011, 0.9710027535867962], [stream.NextDouble(), stream.NextDouble(), stream.NextDouble()]);
    }

    [Fact]
    public void A_stream_can_be_entered_anywhere()
    {
        var stream = new RandomStream(1) { Position = 2 };

        Assert.Equal(0.9710027535867962, stream.NextDouble());
        Assert.Equal(3UL, stream.Position);
    }

    [Fact]
    public void A_keyed_stream_is_the_same_in_every_process() =>
        Assert.Equal(8555385506020581285UL, RandomStream.For(42, "order", 3).NextUInt64());

    [Fact]
    public void Another_seed_purpose_or_key_gives_another_stream()
    {
        ulong[] first =
        [
            RandomStream.For(1, "order").NextUInt64(),
            RandomStream.For(2, "order").NextUInt64(),
            RandomStream.For(-1, "order").NextUInt64(),
            RandomStream.For(1, "augment").NextUInt64(),
            RandomStream.For(1, "order", 0).NextUInt64(),
            RandomStream.For(1, "order", 1).NextUInt64(),
            RandomStream.For(1, "order", 0, 0).NextUInt64(),
            RandomStream.For(1, "order", 0, 1).NextUInt64(),
            RandomStream.For(1, "order", 1, 0).NextUInt64(),
        ];

        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void Integers_cover_their_range_evenly()
    {
        var stream = new RandomStream(7);
        var counts = new int[5];
        for (var i = 0; i < 50_000; i++)
            counts[stream.NextInt(5)]++;

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void The_largest_draw_stays_below_the_upper_end()
    {
        var stream = new RandomStream(7);
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.InRange(stream.NextInt(int.MaxValue), 0, int.MaxValue - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextInt(0));
    }

    [Fact]
    public void Shuffling_makes_every_order_equally_often()
    {
        var stream = new RandomStream(3);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            var order = string.Concat(stream.Permutation(4));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1_150));
    }

    [Fact]
    public void A_permutation_has_every_number_once() =>
        Assert.Equal(Enumerable.Range(0, 1_000), RandomStream.For(1, "order").Permutation(1_000).Order());
}
