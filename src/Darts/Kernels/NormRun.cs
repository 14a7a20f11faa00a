using System.Numerics;
using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>
/// The statistics with which one batch norm normalised one pass: those of the batch in training, which also move the running ones
/// (running = 0.9 running + 0.1 batch, with the unbiased batch variance), or the running ones in evaluation.
/// </summary>
internal sealed unsafe class NormRun
{
    private NormRun(int channels)
    {
        Mean = new double[channels];
        Inverse = new double[channels];
        Scale = new double[channels];
        Shift = new double[channels];
        Array.Fill(Scale, 1);
    }

    /// <summary>Mean of every channel.</summary>
    public double[] Mean { get; }

    /// <summary>1 / sqrt(variance + eps) of every channel.</summary>
    public double[] Inverse { get; }

    /// <summary>Scale of every channel, 1 where the batch norm has none.</summary>
    public double[] Scale { get; }

    /// <summary>Shift of every channel, 0 where the batch norm has none.</summary>
    public double[] Shift { get; }

    /// <summary>What y is multiplied with: scale / deviation.</summary>
    /// <param name="c">The channel.</param>
    public double Factor(int c) => Scale[c] * Inverse[c];

    /// <summary>What is added then: shift - mean * scale / deviation.</summary>
    /// <param name="c">The channel.</param>
    public double Constant(int c) => Shift[c] - Mean[c] * Factor(c);

    /// <summary>Numbers of a channel where the statistics are the batch's, else null: then they do not depend on the input.</summary>
    public double? Count { get; private set; }

    /// <summary>No normalisation: mean 0, deviation 1.</summary>
    /// <param name="channels">Number of channels.</param>
    public static NormRun None(int channels)
    {
        var run = new NormRun(channels);
        Array.Fill(run.Inverse, 1);
        return run;
    }

    /// <summary>Normalises with a batch norm, which keeps its running statistics in its own buffers.</summary>
    /// <param name="norm">The batch norm.</param>
    /// <param name="channels">Moments of every channel over the batch.</param>
    /// <exception cref="ArgumentException">There is one number a channel in training: its variance is not defined.</exception>
    public static NormRun Of<T>(BatchNorm2d norm, ReadOnlySpan<Moments> channels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var run = new NormRun(channels.Length);
        if (norm.affine)
        {
            Copy(TensorData.Pointer<T>(norm.weight!), run.Scale);
            Copy(TensorData.Pointer<T>(norm.bias!), run.Shift);
        }

        var (mean, variance) = norm.track_running_stats
            ? ((nint)TensorData.Pointer<T>(norm.running_mean!), (nint)TensorData.Pointer<T>(norm.running_var!))
            : (0, 0);
        if (norm.training || mean == 0)
        {
            if (channels[0].Count < 2)
                throw new ArgumentException($"A map of {channels[0].Count} number a channel: batch norm in training needs at least 2; take more images or larger ones.", nameof(channels));
            run.Count = channels[0].Count;
            var momentum = mean == 0 ? 0 : Momentum(norm);
            for (var c = 0; c < channels.Length; c++)
            {
                run.Mean[c] = channels[c].Mean;
                run.Inverse[c] = 1 / Math.Sqrt(channels[c].Squares / channels[c].Count + norm.eps);
                if (mean == 0)
                    continue;
                Move((T*)mean + c, channels[c].Mean, momentum);
                Move((T*)variance + c, channels[c].Squares / (channels[c].Count - 1), momentum);
            }

            return run;
        }

        for (var c = 0; c < channels.Length; c++)
        {
            run.Mean[c] = double.CreateTruncating(((T*)mean)[c]);
            run.Inverse[c] = 1 / Math.Sqrt(double.CreateTruncating(((T*)variance)[c]) + norm.eps);
        }

        return run;
    }

    private static void Copy<T>(T* source, double[] target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var c = 0; c < target.Length; c++)
            target[c] = double.CreateTruncating(source[c]);
    }

    private static double Momentum(BatchNorm2d norm)
    {
        var batches = ++*TensorData.Pointer<long>(norm.num_batches_tracked!);
        return norm.momentum ?? 1.0 / batches;
    }

    private static void Move<T>(T* running, double value, double momentum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        *running = T.CreateTruncating((1 - momentum) * double.CreateTruncating(*running) + momentum * value);
}
