using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <inheritdoc />
internal sealed unsafe class KernelEngine<T, V>(ThreadTeam team) : KernelEngine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly Scratch scratch = new();
    private readonly Lazy<(MapMemory memory, ConditionalWeakTable<CellPlan, CellRun<T, V>> runs)> cells = new(() => (MapMemory.Shared(), []));

    public static ScalarType Type => typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;

    public override int Lanes => V.Count;

    public override int Threads => team.Count;

    public override CellGradients Backward(CellPlan plan, CellRecord record, Tensor gradient, WantedGradients wanted)
    {
        using var lease = team.Hold();
        try
        {
            return new CellBackward<T, V>(Lay(plan, record), record, wanted).Run(gradient);
        }
        finally
        {
            scratch.Reset();
        }
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

    protected override (Tensor output, CellRecord record) Compute(CellPlan plan, CellRecord inputs)
    {
        using var lease = team.Hold();
        try
        {
            return CellForward<T, V>.Run(Lay(plan, inputs), inputs);
        }
        finally
        {
            scratch.Reset();
        }
    }

    /// <summary>The cell laid out, as in the pass before where that was of the same size. The team, which is held, lets one pass at a time use it.</summary>
    private CellRun<T, V> Lay(CellPlan plan, CellRecord record)
    {
        var (memory, runs) = cells.Value;
        long[][] shapes = [.. record.Inputs.Select(input => input.shape)];
        if (!runs.TryGetValue(plan, out var run) || !run.IsFor(record.Batch, shapes))
            runs.AddOrUpdate(plan, run = new CellRun<T, V>(plan, new PassContext<T, V>(record.Batch, team, scratch, memory), shapes));
        return run;
    }
}
