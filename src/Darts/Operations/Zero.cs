using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// The operation <c>none</c>: o(x) = 0, no connection. With stride 2 the zeros have the size of every second row and column, ceil(H/2) by
/// ceil(W/2). Its share of the softmax is lost, not given to the others (section 2.2 of the paper).
/// </summary>
public sealed class Zero : Module<Tensor, Tensor>
{
    private readonly int stride;

    /// <summary>Makes the zero operation.</summary>
    /// <param name="stride">1 or 2.</param>
    public Zero(int stride)
        : base(nameof(Zero)) => this.stride = stride;

    /// <summary>The candidate operation <c>none</c>.</summary>
    public static Operation Operation { get; } = new("none", shape => new Zero(shape.Stride)) { IsZero = true };

    /// <summary>Zeros of the output's size, on the device and in the type of <paramref name="input"/>.</summary>
    /// <param name="input">[N, C, H, W].</param>
    public override Tensor forward(Tensor input)
    {
        var (height, width) = (input.shape[2], input.shape[3]);
        return input.new_zeros(input.shape[0], input.shape[1], (height + stride - 1) / stride, (width + stride - 1) / stride);
    }
}
