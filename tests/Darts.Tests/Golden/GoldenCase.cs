using System.Text.Json;
using Darts.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>One case of numbers that the authors' implementation computed: arrays, scalars, and how close they must be met.</summary>
public sealed class GoldenCase : IDisposable
{
    private readonly TensorFile file;
    private readonly JsonDocument document;

    public GoldenCase(string name)
    {
        NativeLibraries.Load();
        var folder = Path.Combine(Folder, name);
        file = TensorFile.Read(Path.Combine(folder, "arrays.safetensors"));
        document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
    }

    /// <summary>Where the cases lie: tests/golden of the repository that the tests were built in.</summary>
    public static string Folder { get; } = FindFolder();

    public JsonElement Root => document.RootElement;

    public JsonElement Config => Root.GetProperty("config");

    public ScalarType Type => Root.GetProperty("dtype").GetString() == "F32" ? ScalarType.Float32 : ScalarType.Float64;

    /// <summary>1e-8 in float64; in float32 what the golden set allows between two builds of one library, with room.</summary>
    public double Tolerance => Type == ScalarType.Float64 ? 1e-8 : 2e-5;

    public IEnumerable<string> Names => file.Tensors.Keys;

    public Tensor this[string name] => file.Tensors[name];

    public double Scalar(string name) => Root.GetProperty("scalars").GetProperty(name).GetDouble();

    public string[] List(string name) => [.. Root.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    public bool Has(string name) => file.Tensors.ContainsKey(name);

    public IEnumerable<(string name, Tensor value)> WithPrefix(string prefix) =>
        file.Tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(pair => (pair.Key[prefix.Length..], pair.Value));

    /// <summary>The largest difference, relative to 0.001 + the largest magnitude expected, must be within the tolerance.</summary>
    public void AssertClose(string name, Tensor? actual, double? tolerance = null) => AssertClose(name, this[name], actual, tolerance ?? Tolerance);

    public void AssertClose(string what, double expected, double actual, double? tolerance = null) =>
        Assert.True(Math.Abs(expected - actual) <= (tolerance ?? Tolerance) * (1e-3 + Math.Abs(expected)), $"{what}: expected {expected:R}, computed {actual:R}");

    public static void AssertClose(string what, Tensor expected, Tensor? actual, double tolerance)
    {
        Assert.True(actual is not null && !actual.IsInvalid, $"{what}: nothing was computed");
        Assert.True(expected.shape.SequenceEqual(actual!.shape), $"{what}: expected [{string.Join(", ", expected.shape)}], computed [{string.Join(", ", actual.shape)}]");
        using var scope = NewDisposeScope();
        var (e, a) = (expected.to(ScalarType.Float64), actual.detach().to(ScalarType.Float64));
        var difference = (e - a).abs().max().item<double>() / (1e-3 + e.abs().max().item<double>());
        Assert.True(difference <= tolerance, $"{what}: differs by {difference:0.0e+0} relative, allowed are {tolerance:0.0e+0}");
    }

    /// <summary>Sum, Euclidean norm and a position-dependent sum of each tensor, as the check triples of a golden case.</summary>
    public void AssertTriples(string prefix, IReadOnlyList<Tensor> actual, double? tolerance = null)
    {
        using var scope = NewDisposeScope();
        var flat = actual.Select(tensor => tensor.detach().to(ScalarType.Float64).flatten()).ToArray();
        AssertClose($"{prefix}/sum", stack([.. flat.Select(x => x.sum())]), tolerance);
        AssertClose($"{prefix}/l2", stack([.. flat.Select(x => x.norm())]), tolerance);
        AssertClose($"{prefix}/hashdot", stack([.. flat.Select(x => (x * GoldenRecipe.Uniform(900001, x.numel())).sum())]), tolerance);
    }

    public static void Load(IEnumerable<(string name, Tensor value)> values, Func<string, Tensor> target)
    {
        using var _ = no_grad();
        foreach (var (name, value) in values)
            target(name).copy_(value);
    }

    public static Dictionary<string, Tensor> StateOf(nn.Module module) => module.state_dict();

    public static Parameter ParameterOf(nn.Module module, string name) => module.get_parameter(name)!;

    public void Dispose()
    {
        file.Dispose();
        document.Dispose();
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "golden");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException($"There is no tests/golden above {AppContext.BaseDirectory}.");
    }
}
