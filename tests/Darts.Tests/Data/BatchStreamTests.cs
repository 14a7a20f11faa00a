using Darts.Data;
using TorchSharp;

namespace Darts.Tests.Data;

public class BatchStreamTests
{
    private static readonly Augmentation Everything = Augmentation.Darts with { Cutout = 4 };

    [Fact]
    public void A_pass_has_every_image_once_and_a_smaller_last_batch()
    {
        var stream = Numbered(10, batch: 4);

        var batches = stream.Pass(0).Select(Numbers).ToArray();

        Assert.Equal(3, stream.BatchesPerPass);
        Assert.Equal([4, 4, 2], batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, 10), batches.SelectMany(batch => batch).Order());
    }

    [Fact]
    public void Only_images_of_the_split_come()
    {
        var split = new ImageSplit(TestFiles.Numbered(10), [7, 3, 8], Augmentation.None);
        var stream = new BatchStream(split, 2, 1, "test", torch.CPU);

        Assert.Equal([3, 7, 8], stream.Pass(0).SelectMany(Numbers).Order());
        Assert.Equal([7, 3, 8], stream.InOrder().SelectMany(Numbers));
    }

    [Fact]
    public void Every_pass_has_an_order_of_its_own()
    {
        var stream = Numbered(50, batch: 8);
        var orders = Enumerable.Range(0, 5).Select(pass => string.Join(' ', stream.Pass(pass).SelectMany(Numbers))).ToArray();

        Assert.Equal(5, orders.Distinct().Count());
    }

    [Fact]
    public void The_endless_stream_is_pass_after_pass()
    {
        var stream = Numbered(10, batch: 4);

        var endless = stream.From(0).Take(7).Select(Numbers).ToArray();

        Assert.Equal([.. stream.Pass(0).Select(Numbers), .. stream.Pass(1).Select(Numbers), .. stream.Pass(2).Take(1).Select(Numbers)], endless);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(12)]
    public void A_stream_entered_later_gives_the_same_bits(int step)
    {
        var stream = Random(13, batch: 5, Everything);

        Assert.Equal(stream.From(0).Skip(step).Take(4).Select(Bits), stream.From(step).Take(4).Select(Bits));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_whatever_is_prefetched_and_however_slowly_it_is_taken()
    {
        var reference = Random(37, batch: 8, Everything, depth: 0).From(0).Take(12).Select(Bits).ToArray();
        foreach (var depth in new[] { 1, 2, 5 })
        {
            var slow = Random(37, batch: 8, Everything, depth: depth).From(0).Take(12).Select((batch, i) =>
            {
                Thread.Sleep(i % 3);
                return Bits(batch);
            });
            Assert.Equal(reference, slow);
        }
    }

    [Fact]
    public void Batches_that_are_kept_do_not_change_when_later_ones_come()
    {
        var reference = Random(40, batch: 4, Everything, depth: 0).Pass(0).Select(Bits).ToArray();

        var kept = Random(40, batch: 4, Everything, depth: 1).Pass(0).ToArray();

        Assert.Equal(reference, kept.Select(Bits));
    }

    [Fact]
    public void Another_seed_or_name_gives_other_orders_and_other_changes()
    {
        string Order(long seed, string name) => string.Join(' ', Numbered(50, 50, seed, name).Pass(0).SelectMany(Numbers));
        Assert.Equal(Order(1, "weights"), Order(1, "weights"));
        Assert.NotEqual(Order(1, "weights"), Order(2, "weights"));
        Assert.NotEqual(Order(1, "weights"), Order(1, "alphas"));

        // One image: nothing but the changes can differ.
        string Changes(long seed, long pass) => string.Join('\n', new BatchStream(
            new(TestFiles.Dataset(1, height: 32, width: 32), [0], Everything), 1, seed, "test", torch.CPU).Pass(pass).Select(Bits));
        Assert.Equal(Changes(1, 0), Changes(1, 0));
        Assert.NotEqual(Changes(1, 0), Changes(2, 0));
        Assert.NotEqual(Changes(1, 0), Changes(1, 1));
    }

    [Fact]
    public void Images_of_a_batch_are_changed_independently()
    {
        var dataset = TestFiles.Dataset(1, height: 32, width: 32);
        var same = dataset.Select([.. Enumerable.Repeat(0, 20)]);
        var stream = new BatchStream(ImageSplit.All(same, Augmentation.Darts), 20, 1, "test", torch.CPU);

        using var batch = stream.Pass(0).Single();
        var images = batch.Images.data<float>().ToArray().Chunk(dataset.ImageSize).Select(image => string.Join(' ', image));

        Assert.InRange(images.Distinct().Count(), 15, 20);
    }

    [Fact]
    public void A_batch_has_normalised_images_and_their_labels()
    {
        var dataset = TestFiles.Dataset(5);
        var stream = new BatchStream(ImageSplit.All(dataset, Everything), 5, 1, "test", torch.CPU);
        using var batch = stream.InOrder().Single();

        Assert.Equal([5, 3, 6, 5], batch.Images.shape);
        Assert.Equal((5, torch.ScalarType.Float32, torch.ScalarType.Int64), (batch.Count, batch.Images.dtype, batch.Labels.dtype));
        Assert.Equal([0, 1, 2, 3, 0], batch.Labels.data<long>().ToArray());
        var values = batch.Images.data<float>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var channel = i / 30 % 3;
            Assert.Equal((dataset.Pixels[i] / 255.0 - dataset.Normalization.Mean[channel]) / dataset.Normalization.Deviation[channel], values[i], 1e-6);
        }
    }

    [Fact]
    public void A_shuffled_batch_keeps_every_image_with_its_label()
    {
        foreach (var batch in Numbered(30, batch: 7).Pass(3))
        {
            using (batch)
                Assert.Equal(Read(batch).Select(number => number % 2L), batch.Labels.data<long>().ToArray());
        }
    }

    [Fact]
    public void Images_come_in_the_type_that_is_asked_for()
    {
        var split = ImageSplit.All(TestFiles.Dataset(3), Everything);
        using var single = new BatchStream(split, 3, 1, "test", torch.CPU).Pass(0).Single();
        using var twice = new BatchStream(split, 3, 1, "test", torch.CPU, torch.ScalarType.Float64).Pass(0).Single();

        Assert.Equal(torch.ScalarType.Float64, twice.Images.dtype);
        Assert.Equal(single.Images.data<float>().ToArray().Select(value => (double)value), twice.Images.data<double>().ToArray());
    }

    [Fact]
    public void The_tensors_belong_to_the_scope_of_whoever_takes_the_batch()
    {
        Batch batch;
        using (torch.NewDisposeScope())
        {
            batch = Numbered(4, batch: 4).Pass(0).Single();
            Assert.False(batch.Images.IsInvalid);
        }

        Assert.True(batch.Images.IsInvalid && batch.Labels.IsInvalid);
    }

    [Fact]
    public void A_batch_larger_than_the_split_holds_all_of_it() =>
        Assert.Equal(3, Numbered(3, batch: 1_000_000).Pass(0).Single().Count);

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Assert.StartsWith("batchSize = 0", Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(3, batch: 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(3, batch: 1).Pass(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(3, batch: 1).From(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Random(3, 1, Everything, depth: -1));
    }

    private static BatchStream Numbered(int count, int batch, long seed = 1, string name = "test") =>
        new(ImageSplit.All(TestFiles.Numbered(count)), batch, seed, name, torch.CPU);

    private static BatchStream Random(int count, int batch, Augmentation augmentation, int depth = 3) =>
        new(ImageSplit.All(TestFiles.Dataset(count), augmentation), batch, 1, "test", torch.CPU) { PrefetchDepth = depth };

    private static int[] Read(Batch batch) => [.. batch.Images.data<float>().ToArray().Select(value => (int)Math.Round(value))];

    private static int[] Numbers(Batch batch)
    {
        using (batch)
            return Read(batch);
    }

    private static string Bits(Batch batch)
    {
        using (batch)
            return Convert.ToHexString(batch.Images.bytes) + Convert.ToHexString(batch.Labels.bytes);
    }
}
