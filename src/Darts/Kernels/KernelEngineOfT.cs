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

    public override CellGradients Backward(CellPlan plan, CellRecord record, Tensor gradient, WantedGradients wanted)
    {
        using var lease = team.Hold();
        try
        {
            return new CellBackward<T, V>(plan, new PassContext<T, V>(record.Batch, team, scratch), record, wanted).Run(gradient);
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
            return CellForward<T, V>.Run(plan, new PassContext<T, V>(inputs.Batch, team, scratch), inputs);
        }
        finally
        {
            scratch.Reset();
        }
    }
}
