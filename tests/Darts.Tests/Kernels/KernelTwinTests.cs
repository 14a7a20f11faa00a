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
        var total = new Moments();
        fixed (float* x = values)
        {
            for (var tile = 0; tile < 4; tile++)
                total.Add(Moments.Of(x + tile * 128, 16, 8, Lanes256<float>.Broadcast(1)));
        }

        Assert.Equal(512, total.Count);
        Assert.Equal(mean, total.Mean, 1e-6);
        // A difference of the means of squares would be off by about 0.06 here, more than half of the variance.
        Assert.Equal(variance, total.Squares / total.Count, 1e-7);
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
        WeightedSum<T, V>.Plane(a, outputStep, factors[0], maps, steps, factors, few, count);
        WeightedSum<T, V>.ScalarPlane(b, outputStep, factors[0], maps, steps, factors, few, count);
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
                var fresh = random.Next(2) == 0;
                Stencil<T, V>.Row(a, outputStep, count, input, step, offsets, weights, taps, fresh);
                Stencil<T, V>.ScalarRow(b, outputStep, count, input, step, offsets, weights, taps, fresh);
                Same(a, b, 80 * V.Count, tolerance);

                SameSums<T, V>(random, input, a, b, outputStep * V.Count, count, tolerance);

                var (rows, columns) = (random.Next(1, 4), random.Next(1, 20));
                StencilGradient<T, V>.Add(a, columns * V.Count, rows, columns, input, 3 * V.Count, step, offsets, gradient, taps);
                StencilGradient<T, V>.ScalarAdd(a, columns * V.Count, rows, columns, input, 3 * V.Count, step, offsets, other, taps);
                Same(gradient, other, taps, tolerance * 50);
            }

            CheckPointwise<T, V>(random, tolerance);
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
            Pointwise<T, V>.Multiply(weights, row, column, outputs, inputs, input, plane, a, plane, positions, fresh);
            Pointwise<T, V>.ScalarMultiply(weights, row, column, outputs, inputs, input, plane, b, plane, positions, fresh);
            Same(a, b, outputs * plane, tolerance);

            PointwiseGradient<T, V>.Add(a, plane, outputs, input, plane, inputs, positions, gradient);
            PointwiseGradient<T, V>.ScalarAdd(a, plane, outputs, input, plane, inputs, positions, other);
            Same(gradient, other, outputs * inputs, tolerance * 50);
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
