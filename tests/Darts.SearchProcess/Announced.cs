using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.SearchProcess;

/// <summary>An operation that prints a line at every pass: whoever watches the process knows where it is.</summary>
public sealed class Announced : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> operation;
    private int passes;

    /// <summary>Wraps an operation.</summary>
    /// <param name="operation">What computes.</param>
    public Announced(Module<Tensor, Tensor> operation)
        : base(nameof(Announced))
    {
        this.operation = operation;
        RegisterComponents();
    }

    /// <summary>Prints <c>pass 1</c>, <c>pass 2</c>, ... and computes.</summary>
    /// <param name="input">[N, C, H, W].</param>
    public override Tensor forward(Tensor input)
    {
        Console.WriteLine($"pass {++passes}");
        return operation.forward(input);
    }
}
