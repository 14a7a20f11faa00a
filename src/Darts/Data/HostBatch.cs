using System.Runtime.InteropServices;
using TorchSharp;

namespace Darts.Data;

/// <summary>A batch in managed memory, filled on the background thread and used again after its tensors were made.</summary>
internal sealed class HostBatch(int capacity, int channels, int height, int width)
{
    private readonly int imageSize = channels * height * width;
    private readonly float[] images = new float[checked(capacity * channels * height * width)];

    /// <summary>How many images it holds now.</summary>
    public int Count { get; set; }

    /// <summary>The labels; the first <see cref="Count"/> are in use.</summary>
    public long[] Labels { get; } = new long[capacity];

    /// <summary>Where image <paramref name="index"/> is written.</summary>
    public Span<float> Image(int index) => images.AsSpan(index * imageSize, imageSize);

    /// <summary>Moves an image and its label to another place, over the one that is there.</summary>
    public void Move(int from, int to)
    {
        Image(from).CopyTo(Image(to));
        Labels[to] = Labels[from];
    }

    /// <summary>Copies into new tensors, in the caller's dispose scope.</summary>
    public Batch ToTensors(torch.Device device, torch.ScalarType type)
    {
        long[] shape = [Count, channels, height, width];
        return new(
            Copy(MemoryMarshal.AsBytes(images.AsSpan(0, Count * imageSize)), shape, torch.ScalarType.Float32, device, type),
            Copy(MemoryMarshal.AsBytes(Labels.AsSpan(0, Count)), [Count], torch.ScalarType.Int64, device, torch.ScalarType.Int64));
    }

    private static torch.Tensor Copy(ReadOnlySpan<byte> values, long[] shape, torch.ScalarType from, torch.Device device, torch.ScalarType to)
    {
        var tensor = torch.empty(shape, from, torch.CPU);
        values.CopyTo(tensor.bytes);
        if (device.type == DeviceType.CPU && from == to)
            return tensor;
        using (tensor)
            return tensor.to(to, device);
    }
}
