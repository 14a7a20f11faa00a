using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Recurrent;

/// <summary>
/// What the relaxed and the discrete recurrent cell have in common: the initial state [c, h~] = [x, h] W_0, s_0 = h + sigmoid(c) (tanh(h~) - h),
/// one matrix W_i a node, highway connections s + sigmoid(c) (f(h) - s).
/// </summary>
/// <remarks>Weights multiply from the right, y = x W, under the authors' names <c>_W0</c> and <c>_Ws.i</c>.</remarks>
public abstract class RecurrentCell : Module
{
    private readonly Parameter _W0;
    private readonly ParameterList _Ws;

    private protected RecurrentCell(string name, int nodes, int units, double range)
        : base(name)
    {
        // Drawn on the CPU and then moved, so that a seed gives the same weights on every device.
        _W0 = new Parameter(Uniform([2L * units, 2L * units], range));
        _Ws = new ParameterList([.. Enumerable.Range(0, nodes).Select(_ => new Parameter(Uniform([units, 2L * units], range)))]);
    }

    /// <summary>W_0, [2 units, 2 units]: its upper half is for the input, its lower half for the hidden state.</summary>
    public Parameter InitialWeights => _W0;

    /// <summary>W_i of every node, [units, 2 units].</summary>
    public IReadOnlyList<Parameter> NodeWeights => [.. _Ws];

    /// <summary>Numbers drawn uniformly from [-range, range].</summary>
    internal static Tensor Uniform(long[] shape, double range) => (rand(shape, dtype: ScalarType.Float64, device: CPU) * 2 - 1) * range;

    /// <summary>The input's part of [x m_x, h m_h] W_0 for all positions in one product.</summary>
    private protected Tensor InputPart(Tensor inputs, Tensor? inputMask)
    {
        var masked = inputMask is null ? inputs : inputs * inputMask;
        return masked.matmul(_W0[..(int)inputs.shape[2]]);
    }

    /// <summary>The hidden state's rows of W_0.</summary>
    private protected Tensor HiddenWeights => _W0[(int)(_W0.shape[0] / 2)..];

    /// <summary>s_0 of one position.</summary>
    private protected static Tensor InitialState(Tensor inputPart, Tensor hidden, Tensor hiddenWeights, Tensor? hiddenMask)
    {
        var product = inputPart.addmm(Masked(hidden, hiddenMask), hiddenWeights, 1, 1);
        var (gate, candidate) = Halves(product);
        return hidden.lerp(candidate.tanh(), gate.sigmoid());
    }

    private protected static Tensor Masked(Tensor state, Tensor? mask) => mask is null ? state : state * mask;

    /// <summary>The two halves [c, h] of the last dimension.</summary>
    private protected static (Tensor gate, Tensor candidate) Halves(Tensor product)
    {
        var halves = product.split(product.shape[^1] / 2, -1);
        return (halves[0], halves[1]);
    }
}
