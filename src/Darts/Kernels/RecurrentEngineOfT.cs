using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The kernels of the relaxed recurrent cell; see <see cref="RecurrentEngine"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal sealed class RecurrentEngine<T, V>(ThreadTeam team) : RecurrentEngine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly Scratch scratch = new();

    public override RecurrentGradients Backward(RecurrentPlan plan, RecurrentTensors tensors, RecurrentRecord record, Tensor gradient, bool wantsWeights, bool wantsMatrices)
    {
        using var lease = team.Hold();
        try
        {
            return new RecurrentBackward<T, V>(plan, tensors, record, gradient, team, scratch).Run(wantsWeights, wantsMatrices);
        }
        finally
        {
            scratch.Reset();
        }
    }

    protected override (Tensor outputs, RecurrentRecord record) Compute(RecurrentPlan plan, RecurrentTensors tensors)
    {
        using var lease = team.Hold();
        try
        {
            return new RecurrentForward<T, V>(plan, tensors, team, scratch).Run();
        }
        finally
        {
            scratch.Reset();
        }
    }
}
