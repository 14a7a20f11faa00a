using System.Numerics;
using Darts.Kernels;

namespace Darts.Tests.Kernels;

/// <summary>Every kernel against its scalar twin, for both number types and all vector widths, over random sizes.</summary>
public unsafe class KernelTwinTests
{
    private const int Rounds = 60;

    [Fact]
    public void Every_vector_width_computes_what_the_scalar_twins_compute()
    {
        Check<float, Lanes512<float>>(1e-4);
        Check<float, Lanes256<float>>(1e-4);
        Check<float, Lanes128<float>>(1e-4);
        Check<double, Lanes512<double>>(1e-12);
        Check<double, Lanes256<double>>(1e-12);
        Check<double, Lanes128<double>>(1e-12);
    }

    [Fact]
    public void The_variance_survives_a_mean_that_is_large_beside_it()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 64 * 8).Select(_ => (float)(1000 + random.NextDouble())).ToArray();
        var (mean, variance) = (values.Average(x => (double)x), 0.0);
        variance = values.Average(x => (x - mean) * (x - mean));
        var tiles = new Moments[4];
        fixed (float* x = values)
        {
            for (var tile = 0; tile < tiles.Length; tile++)
                tiles[tile] = Moments.Of(x + tile * 128, 16, 8, Lanes256<float>.Broadcast(1));
        }

        var total = Moments.Merge(tiles, 1)[0];
        Assert.Equal(512, total.Count);
        Assert.Equal(mean, total.Mean, 1e-6);
        // A difference of the means of squares would be off by about 0.06 here, more than half of the variance.
        Assert.Equal(variance, total.Squares / total.Count, 1e-7);
    }

    [Fact]
    public void The_variance_survives_that_the_pixels_looked_at_first_lie_far_off()
    {
        const int Pixels = 1024, Lanes = 8, Samples = 5;
        var random = new Random(4);
        // Every 128th pixel is looked at for a value near the mean; three lanes hold no sample.
        var values = Enumerable.Range(0, Pixels * Lanes).Select(i => i % Lanes >= Samples || i / Lanes % 128 == 0 ? 0 : (float)(1000 + random.NextDouble())).ToArray();
        var samples = values.Where((_, i) => i % Lanes < Samples).Select(x => (double)x).ToArray();
        var mean = samples.Average();
        fixed (float* x = values)
        {
            var mask = stackalloc float[Lanes] { 1, 1, 1, 1, 1, 0, 0, 0 };
            var moments = Moments.Of(x, Pixels, Samples, Lanes256<float>.Load(mask));
            Assert.Equal(samples.Length, moments.Count);
            Assert.Equal(mean, moments.Mean, 1e-4);
            Assert.Equal(1, moments.Squares / samples.Sum(value => (value - mean) * (value - mean)), 1e-6);
        }

        // All values alike have no variance.
        fixed (float* x = Enumerable.Repeat(1e6f, 64).ToArray())
            Assert.Equal(0, Moments.Of(x, 8, 8, Lanes256<float>.Broadcast(1)).Squares);
    }

    private static void SameSums<T, V>(Random random, T* input, T* a, T* b, nint outputStep, int count, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        nint* maps = stackalloc nint[5], steps = stackalloc nint[5];
        var factors = stackalloc V[5];
        var few = random.Next(1, 6);
        for (var t = 0; t < few; t++)
            (maps[t], steps[t], factors[t]) = ((nint)(input + random.Next(20) * V.Count), random.Next(1, 3) * V.Count, V.Load(input + random.Next(150) * V.Count));
        WeightedSum<T, V>.Plane(a, outputStep, factors[0], maps, steps, factors, few, count, few % 2 == 0);
        WeightedSum<T, V>.ScalarPlane(b, outputStep, factors[0], maps, steps, factors, few, count, few % 2 == 0);
        Same(a, b, 80 * V.Count, tolerance);
    }

    private static void Check<T, V>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var (step, outputStep, count, taps) = (random.Next(1, 3), random.Next(1, 3), random.Next(1, 40), random.Next(1, 26));
            fixed (T* input = Random<T>(random, 200 * V.Count), weights = Random<T>(random, taps), a = Random<T>(random, 80 * V.Count))
            fixed (T* b = new ReadOnlySpan<T>(a, 80 * V.Count).ToArray(), gradient = new T[26], other = new T[26])
            fixed (nint* offsets = Enumerable.Range(0, taps).Select(_ => (nint)random.Next(100) * V.Count).ToArray())
            {
                SameSums<T, V>(random, input, a, b, outputStep * V.Count, count, tolerance);

                var (rows, columns) = (random.Next(1, 4), random.Next(1, 20));
                StencilGradient<T, V>.Add(a, columns * V.Count, rows, columns, input, 3 * V.Count, step, offsets, gradient, taps);
                StencilGradient<T, V>.ScalarAdd(a, columns * V.Count, rows, columns, input, 3 * V.Count, step, offsets, other, taps);
                Same(gradient, other, taps, tolerance * 50);
            }

            CheckStencil<T, V>(random, tolerance);
            CheckPointwise<T, V>(random, tolerance);
            CheckPools<T, V>(random, tolerance);
            CheckNorms<T, V>(random, tolerance);
            CheckMomentum<T, V>(random, tolerance);
        }
    }

    private static void CheckStencil<T, V>(Random random, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        // Up to 40 outputs a row: eights, fours and single pixels, in one phase or in two or three.
        var (rows, count, outputStep, step, phases, taps) = (random.Next(1, 5), random.Next(1, 41), random.Next(1, 3), random.Next(1, 3), random.Next(1, 4), random.Next(1, 26));
        var (row, inputRow) = ((count * outputStep + random.Next(3)) * V.Count, random.Next(1, 100) * V.Count);
        fixed (T* input = Random<T>(random, 500 * V.Count), weights = Random<T>(random, taps), a = Random<T>(random, rows * row))
        fixed (T* b = new ReadOnlySpan<T>(a, rows * row).ToArray())
        {
            // Half of the filters have all taps in a row, so that there are runs of every length.
            var scattered = random.Next(2) == 0;
            var offsets = Enumerable.Range(0, taps).Select(t => (nint)(scattered ? random.Next(100) : t) * V.Count).ToArray();
            var fresh = random.Next(2) == 0;
            var runs = TapRun.Of(offsets, phases * step * V.Count);
            fixed (TapRun* run = runs)
                Stencil<T, V>.Rows(a, row, outputStep, rows, count, input, inputRow, step, phases, run, runs.Length, weights, fresh, ahead: input);
            fixed (nint* offset = offsets)
            {
                for (var i = 0; i < rows; i++)
                    Stencil<T, V>.ScalarRow(b + i * row, outputStep, count, input + i * inputRow, step, offset, weights, taps, fresh);
            }

            Same(a, b, rows * row, tolerance);
        }
    }

    private static void CheckPointwise<T, V>(Random random, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var (outputs, inputs, positions) = (random.Next(1, 14), random.Next(1, 14), random.Next(1, 14));
        var plane = (positions + random.Next(3)) * V.Count;
        fixed (T* weights = Random<T>(random, outputs * inputs), input = Random<T>(random, inputs * plane), a = Random<T>(random, outputs * plane))
        fixed (T* b = new ReadOnlySpan<T>(a, outputs * plane).ToArray(), gradient = new T[outputs * inputs], other = new T[outputs * inputs])
        {
            var fresh = random.Next(2) == 0;
            var (row, column) = random.Next(2) == 0 ? (inputs, 1) : (1, outputs);
            Pointwise<T, V>.Multiply(weights, row, column, outputs, inputs, input, plane, a, plane, positions, fresh, ahead: 64 * V.Count);
            Pointwise<T, V>.ScalarMultiply(weights, row, column, outputs, inputs, input, plane, b, plane, positions, fresh);
            Same(a, b, outputs * plane, tolerance);

            PointwiseGradient<T, V>.Compute(a, plane, outputs, input, plane, inputs, positions, gradient);
            PointwiseGradient<T, V>.ScalarCompute(a, plane, outputs, input, plane, inputs, positions, other);
            Same(gradient, other, outputs * inputs, tolerance * 50);
        }
    }

    private static void CheckPools<T, V>(Random random, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var (height, width) = (random.Next(3, 9), random.Next(3, 20));
        var step = random.Next(1, 3) * V.Count;
        fixed (T* input = Random<T>(random, height * width * step), upstream = Random<T>(random, 200 * V.Count), a = new T[200 * V.Count], b = new T[200 * V.Count])
        {
            // Few values, so that windows have ties.
            for (var i = 0; i < height * width * step; i++)
                input[i] = T.Round(input[i] * T.CreateTruncating(3));
            // Half of the windows are those of the paper's cells, which have a way of their own.
            var window = random.Next(2) == 0 ? new PoolWindow(true, 3, 1, 1) : new PoolWindow(true, random.Next(2, 4), random.Next(1, 3), random.Next(0, 2));
            var count = window.Outputs(height) * window.Outputs(width) * V.Count;
            MaxPool<T, V>.Forward(window, input, step, height, width, a);
            MaxPool<T, V>.ScalarForward(window, input, step, height, width, b);
            Same(a, b, count, 0);
            fixed (T* first = new T[200 * V.Count], second = new T[200 * V.Count])
            {
                MaxPool<T, V>.Backward(window, input, step, height, width, a, upstream, first);
                MaxPool<T, V>.ScalarBackward(window, input, step, height, width, a, upstream, second);
                Same(first, second, height * width * V.Count, tolerance);
                AveragePool<T, V>.Backward(window, height, width, upstream, first);
                AveragePool<T, V>.ScalarBackward(window, height, width, upstream, second);
                Same(first, second, height * width * V.Count, tolerance);
            }

            AveragePool<T, V>.Forward(window, input, step, height, width, a);
            AveragePool<T, V>.ScalarForward(window, input, step, height, width, b);
            Same(a, b, count, tolerance);
        }
    }

    private static void CheckNorms<T, V>(Random random, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var layout = new MapLayout(1, random.Next(1, 6), random.Next(1, 6), random.Next(0, 3), V.Count);
        var (count, step) = (layout.Positions * V.Count, random.Next(1, 3) * V.Count);
        fixed (T* factors = Random<T>(random, 4), input = Random<T>(random, 2 * count), upstream = Random<T>(random, count), plane = Random<T>(random, layout.Plane))
        fixed (T* a = new ReadOnlySpan<T>(upstream, count).ToArray(), b = new T[count], bordered = new T[layout.Plane])
        {
            var (scale, shift, mean) = (factors[0], factors[1], factors[2]);
            Rectifier<T, V>.ClearBorder(plane, layout);
            Rectifier<T, V>.Plane(input, step, V.Broadcast(scale), V.Broadcast(shift), plane, layout);
            for (var i = 0; i < count; i++)
                bordered[layout.Inside + i / V.Count / layout.Width * layout.Row + i / V.Count % layout.Width * V.Count + i % V.Count] = Rectifier<T, V>.Scalar(input[i / V.Count * step + i % V.Count], scale, shift);
            Same(plane, bordered, (layout.Height + 2 * layout.Border) * layout.Row, tolerance);

            var (sum, dot) = Rectifier<T, V>.Gate(a, input, V.Broadcast(scale), V.Broadcast(shift), mean, layout.Positions);
            var total = T.Zero;
            for (var i = 0; i < count; i++)
                total += b[i] = Rectifier<T, V>.ScalarGate(upstream[i], input[i], scale, shift);
            Same(a, b, count, tolerance);
            var sums = stackalloc T[] { sum.Sum(), dot.Sum() };
            var twins = stackalloc T[] { total, NormGradient<T, V>.ScalarDot(b, input, V.Count, mean, layout.Positions) };
            Same(sums, twins, 2, tolerance * 50);
            SameDots<T, V>(random, upstream, input, layout.Positions, tolerance * 50);

            NormGradient<T, V>.Apply(upstream, input, V.Broadcast(scale), V.Broadcast(shift), V.Broadcast(mean), a, layout.Positions);
            for (var i = 0; i < count; i++)
                b[i] = NormGradient<T, V>.Scalar(upstream[i], input[i], scale, shift, mean);
            Same(a, b, count, tolerance);
        }
    }

    private static void SameDots<T, V>(Random random, T* upstream, T* input, int positions, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        const int Most = 4;
        nint* maps = stackalloc nint[Most], steps = stackalloc nint[Most];
        V* means = stackalloc V[Most], sums = stackalloc V[Most];
        T* dots = stackalloc T[Most], twins = stackalloc T[Most];
        var count = random.Next(Most + 1);
        for (var t = 0; t < count; t++)
        {
            // The input holds twice as many pixels.
            var (pixels, mean) = (random.Next(1, 3), T.CreateTruncating(random.NextDouble()));
            var map = input + random.Next(pixels == 1 ? positions + 1 : 2) * V.Count;
            (maps[t], steps[t], means[t]) = ((nint)map, pixels * V.Count, V.Broadcast(mean));
            twins[t] = NormGradient<T, V>.ScalarDot(upstream, map, pixels * V.Count, mean, positions);
        }

        NormGradient<T, V>.Dots(upstream, maps, steps, means, sums, count, positions);
        for (var t = 0; t < count; t++)
            dots[t] = sums[t].Sum();
        Same(dots, twins, count, tolerance);
    }

    private static void CheckMomentum<T, V>(Random random, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var count = random.Next(1, 100);
        fixed (T* momentum = Random<T>(random, count), gradient = Random<T>(random, count), weight = Random<T>(random, count), factors = Random<T>(random, 3), twin = new T[count])
        {
            var squares = T.Zero;
            for (var i = 0; i < count; i++)
            {
                twin[i] = MomentumUpdate<T, V>.Scalar(momentum[i], gradient[i], weight[i], factors[0], factors[1], factors[2]);
                squares += gradient[i] * gradient[i];
            }

            MomentumUpdate<T, V>.Move(momentum, gradient, weight, factors[0], factors[1], factors[2], count);
            Same(momentum, twin, count, tolerance);
            Assert.Equal(double.CreateTruncating(squares), MomentumUpdate<T, V>.SumOfSquares(gradient, count), tolerance * 50);

            for (var i = 0; i < count; i++)
                twin[i] = weight[i] + factors[0] * momentum[i];
            MomentumUpdate<T, V>.SetSum(weight, weight, factors[0], momentum, count);
            Same(weight, twin, count, tolerance);
        }
    }

    private static void Same<T>(T* a, T* b, int count, double tolerance)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < count; i++)
            Assert.True(double.CreateTruncating(T.Abs(a[i] - b[i])) <= tolerance, $"Number {i} of {count}: {a[i]}, the scalar twin has {b[i]}");
    }

    private static T[] Random<T>(Random random, int count)
        where T : unmanaged, INumber<T> => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() * 2 - 1))];
}
