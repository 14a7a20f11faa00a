using Darts.Data;

namespace Darts.Tests.Data;

public class SearchDataTests
{
    [Theory]
    [InlineData(10, 0.5, 5)]
    [InlineData(11, 0.5, 5)] // floor
    [InlineData(10, 0.79, 7)]
    public void The_first_part_trains_the_weights_and_the_rest_the_alphas(int count, double portion, int first)
    {
        var data = SearchData.Halves(TestFiles.Dataset(count), portion);

        Assert.Equal(Enumerable.Range(0, first), data.Weights.Indices);
        Assert.Equal(Enumerable.Range(first, count - first), data.Alphas.Indices);
    }

    [Fact]
    public void Both_halves_are_augmented_alike_as_in_the_authors_code()
    {
        var dataset = TestFiles.Dataset(10);

        Assert.Equal((Augmentation.Darts, Augmentation.Darts), Of(SearchData.Halves(dataset)));
        Assert.Equal((Augmentation.Darts, Augmentation.None), Of(SearchData.Halves(dataset, cleanAlphas: true)));
        var cutout = new Augmentation { Cutout = 16 };
        Assert.Equal((cutout, cutout), Of(SearchData.Halves(dataset, augmentation: cutout)));

        static (Augmentation, Augmentation) Of(SearchData data) => (data.Weights.Augmentation, data.Alphas.Augmentation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(0.05)] // of 10 images
    [InlineData(double.NaN)]
    public void A_portion_that_leaves_a_side_empty_is_refused(double portion)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => SearchData.Halves(TestFiles.Dataset(10), portion));
        Assert.StartsWith($"trainPortion = {portion}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_stored_class_by_class_is_refused_until_it_is_shuffled()
    {
        var dataset = TestFiles.Dataset(100);
        var sorted = dataset.Select([.. Enumerable.Range(0, 100).OrderBy(index => dataset.Labels[index])]);

        var error = Assert.Throws<ArgumentException>(() => SearchData.Halves(sorted));

        Assert.Contains("stored class by class", error.Message, StringComparison.Ordinal);
        Assert.Contains("Shuffled", error.Message, StringComparison.Ordinal);
        Assert.Equal(50, SearchData.Halves(sorted.Shuffled(1)).Alphas.Count);
    }

    [Fact]
    public void Splits_that_share_images_or_differ_in_shape_are_refused()
    {
        var dataset = TestFiles.Dataset(10);
        ImageSplit first = new(dataset, [0, 1, 2], Augmentation.None), second = new(dataset, [2, 3], Augmentation.None);

        Assert.Contains("1 images are in both", Assert.Throws<ArgumentException>(() => new SearchData("x", first, second)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SearchData("x", first, ImageSplit.All(TestFiles.Dataset(10, channels: 1))));
        Assert.Throws<ArgumentException>(() => new SearchData("x", first, ImageSplit.All(TestFiles.Dataset(10, classes: 3))));
    }

    [Fact]
    public void An_index_without_an_image_and_an_empty_split_are_refused()
    {
        var dataset = TestFiles.Dataset(10);

        Assert.Contains("Index 10", Assert.Throws<ArgumentException>(() => new ImageSplit(dataset, [10], Augmentation.None)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ImageSplit(dataset, [-1], Augmentation.None));
        Assert.Throws<ArgumentException>(() => new ImageSplit(dataset, [], Augmentation.None));
    }
}
