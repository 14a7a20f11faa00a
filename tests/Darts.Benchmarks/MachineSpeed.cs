using System.Diagnostics;
using static TorchSharp.torch;

namespace Darts.Benchmarks;

/// <summary>What the machine can do now, so that a figure can be read on another one: a matrix product and a copy, best of ten.</summary>
/// <param name="Gflops">float32 matrix product of 1024 x 1024, in 1e9 multiply and add operations a second.</param>
/// <param name="CopyGigabytes">Copy of 256 MiB, bytes read and written, in 1e9 a second.</param>
internal sealed record MachineSpeed(double Gflops, double CopyGigabytes)
{
    public static MachineSpeed Measure(Device device)
    {
        using var scope = NewDisposeScope();
        var a = randn(1024, 1024, dtype: ScalarType.Float32, device: device);
        var source = zeros(64 << 20, dtype: ScalarType.Float32, device: device);
        var target = zeros_like(source);
        return new MachineSpeed(
            2 * Math.Pow(1024, 3) / Best(() => a.mm(a)[0, 0].item<float>()) / 1e9,
            2 * 4.0 * (64 << 20) / Best(() => target.copy_(source)[0].item<float>()) / 1e9);
    }

    private static double Best(Action work)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            using var scope = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            work();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }
}
