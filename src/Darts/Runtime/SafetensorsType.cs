using static TorchSharp.torch;

namespace Darts.Runtime;

/// <summary>The names that the safetensors format has for number types.</summary>
internal static class SafetensorsType
{
    private static readonly (string name, ScalarType type, int size)[] Types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    public static string NameOf(ScalarType type) =>
        Types.FirstOrDefault(known => known.type == type).name ?? throw new NotSupportedException($"The safetensors format has no name for {type}.");

    public static ScalarType Parse(string name) =>
        Types.FirstOrDefault(known => known.name == name) is { name: not null } found ? found.type : throw new FormatException($"the type '{name}' is not known");

    public static int SizeOf(ScalarType type) => Types.First(known => known.type == type).size;
}
