using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The numbers of a pass by what they are, each for one vector of units; the next row is <see cref="Units"/>, of a product <see cref="Panel"/>, further.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal sealed unsafe class RecurrentMemory<T, V>(RecurrentPlan plan, RecurrentRecord record)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly T* states = TensorData.Pointer<T>(record.States);
    private readonly T* masked = TensorData.Pointer<T>(record.Masked);
    private readonly T* hidden = TensorData.Pointer<T>(record.Hidden);
    private readonly T* maskedHidden = TensorData.Pointer<T>(record.MaskedHidden);
    private readonly T* products = TensorData.Pointer<T>(record.Products);
    private readonly T* inverse = TensorData.Pointer<T>(record.Inverse);
    private readonly T* mask = record.Mask is null ? null : TensorData.Pointer<T>(record.Mask);

    /// <summary>The pass.</summary>
    public RecurrentPlan Plan { get; } = plan;

    /// <summary>Where its numbers lie.</summary>
    public RecurrentLayout<T, V> Layout { get; } = new(plan);

    /// <summary>Rows of the batch.</summary>
    public int Batch { get; } = plan.Batch;

    /// <summary>From a row of states to the next.</summary>
    public int Units { get; } = new RecurrentLayout<T, V>(plan).Units;

    /// <summary>From a row of a product to the next.</summary>
    public int Panel { get; } = 2 * V.Count;

    /// <summary>Whether hidden state and states are dropped.</summary>
    public bool HasMask => mask is not null;

    /// <summary>Memory for a pass.</summary>
    /// <param name="plan">The pass.</param>
    /// <param name="hasMask">Whether hidden state and states are dropped.</param>
    /// <param name="like">A tensor of the type.</param>
    public static RecurrentRecord Allocate(RecurrentPlan plan, bool hasMask, Tensor like)
    {
        var layout = new RecurrentLayout<T, V>(plan);
        var hiddenSize = (plan.Length + 1) * layout.State;
        var (states, hidden) = (like.new_empty(layout.AllStates), like.new_empty(hiddenSize));
        return new RecurrentRecord(
            states, hasMask ? like.new_empty(layout.AllStates) : states,
            hidden, hasMask ? like.new_empty(hiddenSize) : hidden,
            like.new_empty(layout.AllProducts),
            like.new_empty((long)plan.Length * layout.States * layout.Units),
            hasMask ? like.new_zeros(layout.State) : null);
    }

    /// <summary>A state, normalised at last.</summary>
    public T* State(int position, int state, int v = 0) => states + Layout.StateAt(position, state) + (v * V.Count);

    /// <summary>A state times the mask.</summary>
    public T* Masked(int position, int state, int v = 0) => masked + Layout.StateAt(position, state) + (v * V.Count);

    /// <summary>The hidden state before a position.</summary>
    public T* Hidden(int position, int v = 0) => hidden + (position * Layout.State) + (v * V.Count);

    /// <summary>The hidden state before a position times the mask.</summary>
    public T* MaskedHidden(int position, int v = 0) => maskedHidden + (position * Layout.State) + (v * V.Count);

    /// <summary>Gates and candidates of the initial state.</summary>
    public T* InitialProduct(int position, int v = 0) => products + Layout.InitialProduct(position) + ((nint)v * Batch * Panel);

    /// <summary>Gates and candidates of the edges into a node, its rows edge by edge.</summary>
    public T* NodeProduct(int position, int node, int v = 0) => products + Layout.NodeProduct(position, node) + ((nint)v * (node + 1) * Batch * Panel);

    /// <summary>1 / deviation of a state's units.</summary>
    public T* Inverse(int position, int state, int v) => inverse + Layout.InverseAt(position, state) + (v * V.Count);

    /// <summary>The mask.</summary>
    public T* Mask(int v = 0) => mask + (v * V.Count);
}
