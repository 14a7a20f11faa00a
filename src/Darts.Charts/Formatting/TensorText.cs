using System.Globalization;
using TorchSharp;

namespace Darts.Charts.Formatting;

/// <summary>A tensor in one line: shape, element type, device, and its first numbers.</summary>
internal static class TensorText
{
    private const int Shown = 8;

    public static string Of(torch.Tensor tensor)
    {
        if (tensor.IsInvalid)
            return "Tensor (no longer valid: it was disposed, or never made)";
        var shape = string.Join(", ", tensor.shape);
        var head = $"Tensor [{shape}] {tensor.dtype} {tensor.device}{(tensor.requires_grad ? " requires_grad" : "")}";
        return tensor.device.type == DeviceType.META || tensor.is_sparse ? head : $"{head}: {Excerpt(tensor)}";
    }

    private static string Excerpt(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var count = tensor.numel();
        // Only the first numbers leave the device.
        var first = tensor.detach().flatten().narrow(0, 0, Math.Min(Shown, count));
        var numbers = first.is_complex()
            ? first.cpu().to_type(torch.ScalarType.ComplexFloat64).data<System.Numerics.Complex>().ToArray().Select(value => value.ToString("0.####", CultureInfo.InvariantCulture))
            : first.cpu().to_type(torch.ScalarType.Float64).data<double>().ToArray().Select(value => value.ToString("0.####", CultureInfo.InvariantCulture));
        return $"[{string.Join(", ", numbers)}{(count > Shown ? ", ..." : "")}]";
    }
}
