using System.Numerics;
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
        scratch.Reset();
        return new CellBackward<T, V>(plan, new PassContext<T, V>(record.Batch, team, scratch), record, wanted).Run(gradient);
    }

    public override double Norm(IReadOnlyList<Tensor> tensors) =>
        Math.Sqrt(tensors.Sum(tensor => MomentumUpdate<T, V>.SumOfSquares(TensorData.Pointer<T>(tensor), (nint)tensor.numel())));

    public override void MoveMomentum(Tensor momentum, Tensor gradient, Tensor weight, double past, double scale, double decay) => MomentumUpdate<T, V>.Move(
        TensorData.Pointer<T>(momentum), TensorData.Pointer<T>(gradient), TensorData.Pointer<T>(weight), T.CreateTruncating(past), T.CreateTruncating(scale), T.CreateTruncating(decay), (nint)weight.numel());

    protected override (Tensor output, CellRecord record) Compute(CellPlan plan, CellRecord inputs)
    {
        using var lease = team.Hold();
        scratch.Reset();
        return CellForward<T, V>.Run(plan, new PassContext<T, V>(inputs.Batch, team, scratch), inputs);
    }
}
