using System.Security.Cryptography;
using Darts.Data;
using Darts.Runtime;

namespace Darts.Tests.Data;

public class FashionMnistSampleTests
{
    private const string FullSet = "/usr/share/datasets/fashion-mnist"; // Debian's package dataset-fashion-mnist

    private static string Folder => Path.Combine(RepositoryPaths.Data, "fashion-mnist-sample");

    [Theory]
    [InlineData(DatasetPart.Train, 1_000)]
    [InlineData(DatasetPart.Test, 200)]
    public void The_sample_has_the_same_number_of_images_of_every_class_in_a_mixed_order(DatasetPart part, int perClass)
    {
        var sample = FashionMnist.Sample(part);

        Assert.Equal((10 * perClass, 1, 32, 32), (sample.Count, sample.Channels, sample.Height, sample.Width));
        for (byte label = 0; label < 10; label++)
        {
            Assert.Equal(perClass, sample.Labels.Count(label));
            var inFirstHalf = sample.Labels[..(sample.Count / 2)].Count(label);
            Assert.InRange(inFirstHalf, perClass * 0.4, perClass * 0.6);
        }
    }

    [Fact]
    public void The_sample_is_divided_into_halves_that_both_have_every_class()
    {
        var data = SearchData.Halves(FashionMnist.Sample());

        Assert.Equal((5_000, 5_000, 10, 1, 32, 32), (data.Weights.Count, data.Alphas.Count, data.Classes.Count, data.Channels, data.Height, data.Width));
    }

    [Fact]
    public void The_checksums_in_the_readme_are_those_of_the_files()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var files = Directory.GetFiles(Folder, "*.gz");

        Assert.Equal(4, files.Length);
        foreach (var file in files)
        {
            var content = File.ReadAllBytes(file);
            var row = $"| `{Path.GetFileName(file)}` | {content.Length:N0} | `{Hash(content)}` | `{Hash(TestFiles.Unzip(file))}` |";
            Assert.Contains(row, readme, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_licence_text_lies_beside_the_sample() =>
        Assert.Contains("Permission is hereby granted, free of charge", File.ReadAllText(Path.Combine(Folder, "LICENSE")), StringComparison.Ordinal);

    [Fact]
    public void The_shipped_sample_is_what_its_recipe_makes()
    {
        SkipWithoutTheFullSet();
        foreach (var (prefix, perClass) in FashionMnistSampleRecipe.Parts)
        {
            var (images, labels) = FashionMnistSampleRecipe.Make(FullSet, prefix, perClass);
            Assert.True(images.AsSpan().SequenceEqual(TestFiles.Unzip(Path.Combine(Folder, $"{prefix}-images-idx3-ubyte.gz"))));
            Assert.True(labels.AsSpan().SequenceEqual(TestFiles.Unzip(Path.Combine(Folder, $"{prefix}-labels-idx1-ubyte.gz"))));
        }
    }

    [Fact]
    public void The_normalisation_is_measured_on_the_padded_full_training_set()
    {
        SkipWithoutTheFullSet();
        var full = FashionMnist.Read(FullSet);
        var measured = Normalization.Measure(full.Pixels, full.Channels, full.Height * full.Width);

        Assert.Equal(60_000, full.Count);
        Assert.Equal(measured.Mean[0], FashionMnist.Normalization.Mean[0], 1e-14);
        Assert.Equal(measured.Deviation[0], FashionMnist.Normalization.Deviation[0], 1e-14);
    }

    [Fact]
    public void The_full_set_has_the_checksums_that_a_download_is_held_to()
    {
        SkipWithoutTheFullSet();
        foreach (var file in DatasetDownload.FashionMnist.Files)
            Assert.Null(file.Mismatch(Path.Combine(FullSet, file.Name)));
    }

    private static void SkipWithoutTheFullSet()
    {
        if (!File.Exists(Path.Combine(FullSet, "train-images-idx3-ubyte.gz")))
            Assert.Skip($"{FullSet} is missing: install Debian's package dataset-fashion-mnist.");
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
