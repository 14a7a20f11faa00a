using System.Diagnostics;
using System.Globalization;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;
using Darts.Runtime;
using Darts.Tests.Data;
using Darts.Tests.Golden;
using static TorchSharp.torch;

namespace Darts.Tests.Networks;

/// <summary>Weights under the authors' names, from their state dictionaries and back.</summary>
public class WeightFileTests
{
    private const string DebiansPython = "/usr/bin/python3";

    private static readonly CifarNetworkOptions Small = new() { Channels = 4, Cells = 3, ImageSize = 32 };

    [Theory]
    [InlineData("DARTS_V2_f64", "")]
    [InlineData("DARTS_V2_f64", "module.")]
    [InlineData("NASNet_small_f64", "")]
    public void A_state_dictionary_under_the_authors_names_gives_the_authors_logits(string name, string prefix)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var golden = new GoldenCase($"5_cifar/{name}");
        var path = Path.Combine(folder.Path, "theirs.safetensors");
        TensorFile.Write(path, AuthorsState(golden).ToDictionary(pair => prefix + pair.name, pair => pair.value));

        using var network = CifarNetworkCases.Build(golden, ComputePath.Reference, withWeights: false);
        WeightFile.Read(path, network);

        network.train();
        golden.AssertClose("out/logits_train", network.forward(golden["in/x"]));
    }

    [Fact]
    public void A_file_of_ours_holds_every_tensor_of_the_authors_state_dictionary_under_its_name()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var golden = new GoldenCase("5_cifar/DARTS_V2_f64");
        using var network = CifarNetworkCases.Build(golden, ComputePath.Reference);
        network.train();
        network.forward(golden["in/x"]);
        var path = Path.Combine(folder.Path, "ours.safetensors");
        WeightFile.Write(path, network);

        using var file = TensorFile.Read(path);
        // The counters are there for newer libraries; the authors' had none.
        Assert.Equal(golden.List("param_order").Concat(golden.List("buffer_names")).Order(StringComparer.Ordinal),
            file.Tensors.Keys.Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        golden.AssertTriples("param", [.. golden.List("param_order").Select(name => file.Tensors[name])]);
        golden.AssertTriples("buffer_after", [.. golden.List("buffer_names").Select(name => file.Tensors[name])]);
    }

    [Fact]
    public void A_file_of_ours_builds_its_network_again()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ours.safetensors");
        using var network = new CifarNetwork(PublishedGenotypes.Find("FairDARTS_a").Genotype, Small with { Seed = 5, StemMultiplier = 2 });
        WeightFile.Write(path, network);

        using var again = WeightFile.Open(path);
        network.eval();
        again.eval();
        var images = randn(2, 3, 32, 32, device: CPU);
        Assert.True(network.forward(images).eq(again.forward(images)).all().item<bool>());
        Assert.Equal(network.Genotype, again.Genotype);
    }

    [Fact]
    public void A_network_without_the_head_takes_the_weights_of_one_with_it()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ours.safetensors");
        using var network = new CifarNetwork(PublishedGenotypes.DartsV2, Small);
        WeightFile.Write(path, network);
        using var without = new CifarNetwork(PublishedGenotypes.DartsV2, Small with { Auxiliary = false, Seed = 3 });
        WeightFile.Read(path, without);
        Assert.True(network.get_parameter("classifier.weight")!.eq(without.get_parameter("classifier.weight")!).all().item<bool>());
    }

    [Fact]
    public void Weights_of_another_genotype_are_refused_by_the_names_of_five_missing_and_unexpected_tensors()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ours.safetensors");
        using var network = new CifarNetwork(PublishedGenotypes.DartsV2, Small);
        WeightFile.Write(path, network);
        using var other = new CifarNetwork(PublishedGenotypes.DartsV1, Small);
        var before = other.get_parameter("classifier.weight")!.detach().clone();

        var error = Assert.Throws<InvalidDataException>(() => WeightFile.Read(path, other));

        Assert.Matches(@"holds weights of another network: missing (cells\.\S+, ){4}cells\.\S+ and \d+ more, unexpected (cells\.\S+, ){4}cells\.\S+ and \d+ more\. Build the network of the genotype", error.Message);
        Assert.True(before.eq(other.get_parameter("classifier.weight")!).all().item<bool>());
    }

    [Fact]
    public void Weights_of_another_genotype_whose_tensors_have_the_same_names_are_refused_by_the_genotypes()
    {
        using var folder = new TemporaryFolder();
        var path = folder["ours.safetensors"];
        // The inputs exchanged, and a pool without weights for another.
        using var network = new CifarNetwork(Of("max_pool_3x3", 0, 1), Small);
        WeightFile.Write(path, network);
        using var other = new CifarNetwork(Of("avg_pool_3x3", 1, 0), Small);
        var before = other.get_parameter("classifier.weight")!.detach().clone();

        var error = Assert.Throws<InvalidDataException>(() => WeightFile.Read(path, other));

        Assert.Contains($"holds weights of another genotype: {network.Genotype} there, {other.Genotype} here.", error.Message, StringComparison.Ordinal);
        Assert.True(before.eq(other.get_parameter("classifier.weight")!).all().item<bool>());
        using var same = new CifarNetwork(Of("max_pool_3x3", 0, 1), Small with { Seed = 9 });
        WeightFile.Read(path, same);

        static Genotype Of(string pool, int first, int second) => Genotype.Parse(
            $"Genotype(normal=[('sep_conv_3x3', 2, {first}), ('{pool}', 2, {second})], normal_concat=[2], reduce=[('max_pool_3x3', 2, 0), ('skip_connect', 2, 1)], reduce_concat=[2])");
    }

    [Fact]
    public void Weights_of_another_size_are_refused_by_name_and_shape()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ours.safetensors");
        using var network = new CifarNetwork(PublishedGenotypes.DartsV2, Small);
        WeightFile.Write(path, network);
        using var other = new CifarNetwork(PublishedGenotypes.DartsV2, Small with { Classes = 7 });
        Assert.Contains("auxiliary_head.classifier.weight [10, 768] for [7, 768]", Assert.Throws<InvalidDataException>(() => WeightFile.Read(path, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_dictionary_that_pytorch_saved_gives_the_authors_logits_here()
    {
        NeedPytorch();
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var golden = new GoldenCase("5_cifar/DARTS_V2_f64");
        var (numbers, theirs, converted) = (folder["numbers.safetensors"], folder["theirs.pt"], folder["theirs.safetensors"]);
        TensorFile.Write(numbers, AuthorsState(golden).ToDictionary(pair => pair.name, pair => pair.value));
        Convert(numbers, theirs);
        // As a training script saves it, beside other things.
        Python("-c", "import sys, torch; torch.save({'epoch': 3, 'state_dict': torch.load(sys.argv[1])}, sys.argv[1])", theirs);
        Convert(theirs, converted);

        using var network = CifarNetworkCases.Build(golden, ComputePath.Reference, withWeights: false);
        WeightFile.Read(converted, network);

        network.train();
        golden.AssertClose("out/logits_train", network.forward(golden["in/x"]));
    }

    [Fact]
    public void Pytorch_reads_the_authors_numbers_from_a_file_of_ours()
    {
        NeedPytorch();
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var golden = new GoldenCase("5_cifar/DARTS_V2_f64");
        using var network = CifarNetworkCases.Build(golden, ComputePath.Reference);
        network.train();
        network.forward(golden["in/x"]);
        var (ours, theirs) = (folder["ours.safetensors"], folder["ours.pt"]);
        WeightFile.Write(ours, network);
        Convert(ours, theirs);

        // PyTorch's own sums and norms of what it loads, against the recorded ones.
        var lines = Python("-c", "import sys, torch\nfor name, value in torch.load(sys.argv[1]).items(): print(name, repr(float(value.double().sum())), repr(float(value.double().norm())))", theirs)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => (sum: double.Parse(words[1], CultureInfo.InvariantCulture), norm: double.Parse(words[2], CultureInfo.InvariantCulture)));
        foreach (var (prefix, list) in new[] { ("param", "param_order"), ("buffer_after", "buffer_names") })
        {
            var names = golden.List(list);
            using var sums = tensor(names.Select(name => lines[name].sum).ToArray(), device: CPU);
            using var norms = tensor(names.Select(name => lines[name].norm).ToArray(), device: CPU);
            golden.AssertClose($"{prefix}/sum", sums);
            golden.AssertClose($"{prefix}/l2", norms);
        }
    }

    private static IEnumerable<(string name, Tensor value)> AuthorsState(GoldenCase golden)
    {
        var names = golden.List("param_order");
        var seed = golden.Root.GetProperty("recipe").GetProperty("seed0").GetUInt64();
        var shapes = golden.Root.GetProperty("param_shapes").EnumerateArray().Select(shape => shape.EnumerateArray().Select(size => size.GetInt64()).ToArray()).ToArray();
        var weights = names.Select((name, k) => (name, GoldenRecipe.Weight(seed + (ulong)k, name, shapes[k]))).ToArray();
        var channels = weights.ToDictionary(pair => pair.name, pair => pair.Item2.shape[0]);
        return weights.Concat(golden.List("buffer_names").Select(name =>
        {
            var count = channels[name[..name.LastIndexOf('.')] + ".weight"];
            return (name, name.EndsWith("var", StringComparison.Ordinal) ? ones(count, ScalarType.Float64, CPU) : zeros(count, ScalarType.Float64, CPU));
        }));
    }

    private static void NeedPytorch() => Assert.SkipUnless(Run("-c", "import torch").code == 0, "python3 with torch is not installed (Debian: python3-torch).");

    private static void Convert(string source, string target) => Python(Path.Combine(RepositoryPaths.Root, "environment", "pytorch-weights.py"), source, target);

    private static string Python(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.True(code == 0 && error.Length == 0, $"exit code {code}: {error}");
        return output;
    }

    private static (int code, string output, string error) Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(File.Exists(DebiansPython) ? DebiansPython : "python3", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", "there is no python3");
        }
    }
}
