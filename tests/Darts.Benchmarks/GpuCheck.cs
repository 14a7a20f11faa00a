using Darts.Networks;
using Darts.Runtime;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Benchmarks;

/// <summary>What can only be seen on a machine with a CUDA device.</summary>
internal static class GpuCheck
{
    public static int Run()
    {
        NativeLibraries.Load();
        if (!cuda.is_available())
        {
            Console.WriteLine("no CUDA device: gpu-check needs an NVIDIA GPU and a build with -p:Torch=cuda. Nothing was checked.");
            return 1;
        }

        var passed = Golden("3_search") & SameAlphas(Order.First) & SameAlphas(Order.Second) & Memory();
        Speed();
        return passed ? 0 : 1;
    }

    /// <summary>The authors' numbers for the search network, on the device, in float64.</summary>
    private static bool Golden(string group)
    {
        using var scope = NewDisposeScope();
        using var golden = TensorFile.Read(Path.Combine(RepositoryPaths.Root, "tests", "golden", group, "f64", "arrays.safetensors"));
        using var network = new SearchNetwork(new SearchNetworkOptions { Channels = 4, Cells = 5, Type = ScalarType.Float64, Device = CUDA });
        var state = network.state_dict();
        using (no_grad())
        {
            foreach (var (name, value) in golden.Tensors.Where(pair => pair.Key.StartsWith("param/", StringComparison.Ordinal)))
                state[name["param/".Length..]].copy_(value);
            network.Architecture.Normal.copy_(golden.Tensors["in/alphas_normal"]);
            network.Architecture.Reduction.copy_(golden.Tensors["in/alphas_reduce"]);
        }

        network.train();
        var logits = network.forward(golden.Tensors["in/x"].cuda());
        nn.functional.cross_entropy(logits, golden.Tensors["in/target"].cuda()).backward();
        return Report("golden logits", Difference(golden.Tensors["out/logits_train"], logits), 1e-8)
            & Report("golden alpha gradient", Difference(golden.Tensors["grad_in/alphas_normal"], network.Architecture.Normal.grad!), 1e-8);
    }

    /// <summary>Three whole steps from one seed give the same alphas on both devices, in float64.</summary>
    private static bool SameAlphas(Order order)
    {
        using var scope = NewDisposeScope();
        var alphas = new[] { CPU, CUDA }.Select(device =>
        {
            using var network = new SearchNetwork(new SearchNetworkOptions { Channels = 4, Cells = 4, Type = ScalarType.Float64, Device = device });
            using var step = new BilevelStep(network, new ArchitectOptions { Order = order }, new WeightOptimizerOptions());
            CnnSearchBenchmark.Time(network, step, 8, 16, 0, 3);
            return network.Architecture.Normal.detach().cpu().clone();
        }).ToArray();
        return Report($"alphas after three steps, {order} order", Difference(alphas[0], alphas[1]), 1e-6);
    }

    /// <summary>Resident memory does not grow over 200 steps.</summary>
    private static bool Memory()
    {
        using var network = new SearchNetwork(new SearchNetworkOptions { Channels = 4, Cells = 4, Device = CUDA });
        using var step = new BilevelStep(network, new ArchitectOptions(), new WeightOptimizerOptions());
        CnnSearchBenchmark.Time(network, step, 8, 16, 0, 20);
        var before = Environment.WorkingSet;
        CnnSearchBenchmark.Time(network, step, 8, 16, 0, 200);
        return Report("resident memory after 200 steps more, MB", (Environment.WorkingSet - before) / 1048576.0, 50);
    }

    private static void Speed()
    {
        foreach (var device in new[] { CPU, CUDA })
        {
            using var network = new SearchNetwork(new SearchNetworkOptions { Device = device });
            using var step = new BilevelStep(network, new ArchitectOptions(), new WeightOptimizerOptions());
            var machine = MachineSpeed.Measure(device);
            var seconds = CnnSearchBenchmark.Median(CnnSearchBenchmark.Time(network, step, 64, 32, 2, 5));
            Console.WriteLine($"{device.type}: {seconds:0.000} s a step of 64 images (16 channels, 8 cells), matrix product {machine.Gflops:0} GFLOP/s, copy {machine.CopyGigabytes:0} GB/s");
        }
    }

    private static double Difference(Tensor expected, Tensor actual) =>
        ((expected.cpu() - actual.detach().cpu()).abs().max() / (1e-3 + expected.cpu().abs().max())).item<double>();

    private static bool Report(string what, double value, double allowed)
    {
        Console.WriteLine($"{(value <= allowed ? "ok    " : "FAILED")} {what}: {value:0.0e+0}, allowed {allowed:0.0e+0}");
        return value <= allowed;
    }
}
