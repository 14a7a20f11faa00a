using System.Buffers.Binary;
using System.Text;
using Darts.Runtime;
using Darts.Tests.Data;
using static TorchSharp.torch;

namespace Darts.Tests.Runtime;

public class TensorFileTests
{
    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Every_type_comes_back_bit_for_bit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var tensor = arange(0, 6, ScalarType.Float64, CPU).reshape(2, 3).to(type);
        TensorFile.Write(folder["t"], new Dictionary<string, Tensor> { ["x"] = tensor, ["after"] = ones(1, ScalarType.Float32, CPU) });

        using var file = TensorFile.Read(folder["t"]);

        AssertSame(tensor, file.Tensors["x"]);
        AssertSame(ones(1, ScalarType.Float32, CPU), file.Tensors["after"]);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Scalars_empty_tensors_views_and_texts_come_back()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var tensors = new Dictionary<string, Tensor>
        {
            ["scalar"] = tensor(3.5, ScalarType.Float64, CPU),
            ["empty"] = zeros(0, 4, ScalarType.Float32, CPU),
            ["transposed"] = arange(0, 6, ScalarType.Int64, CPU).reshape(2, 3).t(),
            ["special"] = tensor([float.NaN, float.PositiveInfinity, -0f], ScalarType.Float32, CPU),
            ["with gradient"] = ones(2, ScalarType.Float32, CPU, requires_grad: true),
            ["sha256"] = ones(1, ScalarType.Byte, CPU),
        };
        var texts = new Dictionary<string, string> { ["who"] = "Grüße \"quoted\" \n", ["empty"] = "", ["zeros"] = $"\"sha256\":\"{new string('0', 64)}\"" };
        TensorFile.Write(folder["t"], tensors, texts);

        using var file = TensorFile.Read(folder["t"]);

        Assert.Equal(tensors.Keys.Order(), file.Tensors.Keys.Order());
        Assert.All(tensors, pair => AssertSame(pair.Value, file.Tensors[pair.Key]));
        Assert.Equal(texts.OrderBy(pair => pair.Key), file.Metadata.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void The_layout_is_that_of_the_format()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        TensorFile.Write(folder["t"], new Dictionary<string, Tensor> { ["x"] = tensor([1f, 2f], ScalarType.Float32, CPU) });
        var bytes = File.ReadAllBytes(folder["t"]);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(8 + length + 8, bytes.Length);
        Assert.StartsWith("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"sha256":""", Encoding.UTF8.GetString(bytes, 8, length), StringComparison.Ordinal);
        Assert.Equal([1f, 2f], [BitConverter.ToSingle(bytes, 8 + length), BitConverter.ToSingle(bytes, 12 + length)]);
    }

    [Fact]
    public void A_file_of_another_library_is_read_whatever_the_order_of_its_header()
    {
        using var folder = new TemporaryFolder();
        using var file = TensorFile.Read(folder.Write("t", Bytes("""{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}, "a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}, "none":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}}   """, [1, 2, 3])));
        Assert.Equal([2, 3], file.Tensors["b"].data<byte>().ToArray());
        Assert.Equal([1], file.Tensors["a"].data<byte>().ToArray());
        Assert.Equal(0, file.Tensors["none"].numel());
    }

    [Fact]
    public void A_file_truncated_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = Sample(folder);
        for (var length = 0; length < whole.Length; length++)
            AssertRefused(folder.Write("t", whole.AsSpan(0, length)));
        AssertRefused(folder.Write("t", [.. whole, 0]));
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused_or_harmless()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var whole = Sample(folder);
        for (var at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 1;
            var path = folder.Write("t", changed);
            try
            {
                using var file = TensorFile.Read(path);
                // Only the name of the checksum itself may change unnoticed.
                Assert.Equal([1.5, 2.5], file.Tensors["x"].data<double>().ToArray());
                Assert.Equal("a text", file.Metadata["about"]);
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith($"'{path}' is truncated, corrupt or no safetensors file: ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""")] // a gap at the beginning
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""")] // bytes of nobody at the end
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""")] // beyond the end
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""")] // overlapping
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[-3,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,3]}}""")] // size and place do not fit
    [InlineData("""{"a":{"dtype":"U8","shape":[-3],"data_offsets":[0,3]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1,-3],"data_offsets":[0,3]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4611686018427387904,4],"data_offsets":[0,3]}}""")] // the product wraps around to 0
    [InlineData("""{"a":{"dtype":"U8","shape":[4611686018427387904,4,0],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""")]
    [InlineData("""{"a":{"dtype":"X8","shape":[3],"data_offsets":[0,3]}}""")]
    [InlineData("""{"a":{"dtype":null,"shape":[3],"data_offsets":[0,3]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":"3","data_offsets":[0,3]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2.5],"data_offsets":[0,3]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""")] // one name twice
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"__metadata__":{"x":1}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"__metadata__":{"x":null}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"__metadata__":{"sha256":"00"}}""")] // another checksum
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"__metadata__":{"sha256":""}}""")]
    [InlineData("""[1,2,3]""")]
    [InlineData("""{"a":""")]
    [InlineData("no JSON at all")]
    public void A_header_that_breaks_a_rule_is_refused(string header)
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Write("t", Bytes(header, [1, 2, 3])));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(99_999_999)]
    public void A_header_length_that_cannot_be_is_refused_without_memory_for_it(long length)
    {
        using var folder = new TemporaryFolder();
        var bytes = Sample(folder);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        AssertRefused(folder.Write("t", bytes));
    }

    [Fact]
    public void A_type_without_a_name_in_the_format_is_refused_and_the_old_file_stays()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = folder.Write("t", "old"u8);
        Assert.Throws<NotSupportedException>(() => TensorFile.Write(path, new Dictionary<string, Tensor> { ["c"] = zeros(1, ScalarType.ComplexFloat32, CPU) }));
        Assert.Equal("old"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    private static byte[] Sample(TemporaryFolder folder)
    {
        using var scope = NewDisposeScope();
        TensorFile.Write(folder["sample"], new Dictionary<string, Tensor> { ["x"] = tensor([1.5, 2.5], ScalarType.Float64, CPU) }, new Dictionary<string, string> { ["about"] = "a text" });
        return File.ReadAllBytes(folder["sample"]);
    }

    private static byte[] Bytes(string header, byte[] numbers)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. numbers];
    }

    private static void AssertRefused(string path)
    {
        var error = Assert.Throws<InvalidDataException>(() => TensorFile.Read(path).Dispose());
        Assert.StartsWith($"'{path}' is truncated, corrupt or no safetensors file: ", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        using var contiguous = expected.detach().contiguous();
        Assert.Equal((expected.dtype, string.Join(',', expected.shape)), (actual.dtype, string.Join(',', actual.shape)));
        if (expected.numel() > 0)
            Assert.Equal(contiguous.bytes.ToArray(), actual.bytes.ToArray());
    }
}
