using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <inheritdoc />
internal sealed unsafe class KernelEngine<T, V>(ThreadTeam team) : KernelEngine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly Scratch scratch = new();

    public static ScalarType Type => typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;

    public override int Lanes => V.Count;

    public override int Threads => team.Count;

    public static Tensor Allocate(params long[] shape) => empty(shape, Type, CPU);

    public override void Prepare(CellState state, int border, IEnumerable<PoolWindow> windows)
    {
        using var lease = team.Hold();
        var pass = new PassContext<T, V>(state.Batch, team, scratch);
        var work = new Workload();
        if (state.Border != border)
            Rectify(work, pass, state, border);
        var pooled = new List<(PoolWindow window, Tensor output, Moments[][] parts)>();
        foreach (var window in windows.Distinct().Where(window => !state.Pooled.ContainsKey(window)))
            pooled.Add(Pool(work, pass, state, window));
        work.Run(team);
        foreach (var (window, output, parts) in pooled)
        {
            var moments = new Moments[state.Channels];
            foreach (var part in parts)
            {
                for (var c = 0; c < moments.Length; c++)
                    moments[c].Add(part[c]);
            }

            state.Pooled[window] = (output, moments);
        }
    }

    public override NodeGradients Backward(NodePlan plan, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks, NodeRecord record, Tensor gradient, WantedGradients wanted)
    {
        using var lease = team.Hold();
        scratch.Reset();
        var pass = new PassContext<T, V>(states[0].Batch, team, scratch);
        return new NodeBackward<T, V>(new NodeRun<T, V>(plan, pass, states, weights, masks, record), wanted).Run(gradient);
    }

    public override bool Computes([NotNullWhen(true)] Tensor? tensor) => tensor is not null && tensor.dtype == Type && tensor.device_type == DeviceType.CPU && tensor.is_contiguous();

    public override double SumOfSquares(Tensor tensor) => MomentumUpdate<T, V>.SumOfSquares(TensorData.Pointer<T>(tensor), (nint)tensor.numel());

    public override void SetSum(Tensor target, Tensor start, double scale, Tensor direction)
    {
        MomentumUpdate<T, V>.SetSum(
            TensorData.Pointer<T>(target), TensorData.Pointer<T>(start), T.CreateTruncating(scale), TensorData.Pointer<T>(direction), (nint)target.numel());
        // A copy onto itself moves nothing and counts as a change.
        target.copy_(target);
    }

    public override void MoveMomentum(Tensor momentum, Tensor gradient, Tensor weight, double past, double scale, double decay) => MomentumUpdate<T, V>.Move(
        TensorData.Pointer<T>(momentum), TensorData.Pointer<T>(gradient), TensorData.Pointer<T>(weight), T.CreateTruncating(past), T.CreateTruncating(scale), T.CreateTruncating(decay), (nint)weight.numel());

    protected override (Tensor node, NodeRecord record) Compute(NodePlan plan, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks)
    {
        using var lease = team.Hold();
        scratch.Reset();
        var pass = new PassContext<T, V>(states[0].Batch, team, scratch);
        return new NodeForward<T, V>(new NodeRun<T, V>(plan, pass, states, weights, masks, null)).Run();
    }

    private static void Rectify(Workload work, PassContext<T, V> pass, CellState state, int border)
    {
        var layout = new MapLayout(state.Channels, state.Height, state.Width, border, V.Count);
        state.Rectified = Allocate(layout.Size(pass.Blocks));
        state.Border = border;
        var input = TensorData.Pointer<T>(state.Storage);
        var output = TensorData.Pointer<T>(state.Rectified);
        work.Add(pass.Blocks * layout.Channels, layout.Positions * 2, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / layout.Channels, step % layout.Channels);
                Rectifier<T, V>.Plane(
                    input + c * layout.Positions * pass.PixelStep + (nint)block * V.Count, pass.PixelStep, V.Broadcast(T.One), default,
                    StackRun<T, V>.Plane(output, layout, block, c), layout);
            }
        });
    }

    private static (PoolWindow window, Tensor output, Moments[][] parts) Pool(Workload work, PassContext<T, V> pass, CellState state, PoolWindow window)
    {
        var (height, width, channels) = (state.Height, state.Width, state.Channels);
        var layout = new MapLayout(channels, window.Outputs(height), window.Outputs(width), 0, V.Count);
        var result = Allocate(layout.Size(pass.Blocks));
        var input = TensorData.Pointer<T>(state.Storage);
        var output = TensorData.Pointer<T>(result);
        var parts = new Moments[pass.Blocks][];
        for (var block = 0; block < parts.Length; block++)
            parts[block] = new Moments[channels];
        work.Add(pass.Blocks * channels, layout.Positions * window.Kernel * window.Kernel, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / channels, step % channels);
                var x = input + (nint)c * height * width * pass.PixelStep + (nint)block * V.Count;
                var y = StackRun<T, V>.Plane(output, layout, block, c);
                if (window.Maximum)
                    MaxPool<T, V>.Forward(window, x, pass.PixelStep, height, width, y);
                else
                    AveragePool<T, V>.Forward(window, x, pass.PixelStep, height, width, y);
                parts[block][c].Add(y, layout.Positions, pass.Samples(block), pass.Masked(block, 1));
            }
        });
        return (window, result, parts);
    }
}
