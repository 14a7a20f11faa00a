using Darts.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>1_ops: every candidate operation against the authors', outputs, gradients and running statistics.</summary>
public class OperationCases
{
    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        Directory.GetDirectories(Path.Combine(GoldenCase.Folder, "1_ops")).Select(Path.GetFileName).Where(name => name != "odd_size_7x5_f64").Order()
            .Select(name => new TheoryDataRow<string>(name!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_operation_gives_the_authors_numbers(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase($"1_ops/{name}");
        var config = golden.Config;
        using var operation = OperationSet.All[config.GetProperty("op").GetString()!].Create(
            new OperationShape(config.GetProperty("C").GetInt32(), config.GetProperty("stride").GetInt32(), config.GetProperty("affine").GetBoolean()));
        operation.to(golden.Type);
        var state = GoldenCase.StateOf(operation);
        GoldenCase.Load(golden.WithPrefix("param/"), key => state[key]);
        GoldenCase.Load(golden.WithPrefix("buffer/"), key => state[key]);
        Assert.Equal(state.Keys.Where(key => !key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(),
            golden.WithPrefix("param/").Concat(golden.WithPrefix("buffer/")).Select(pair => pair.name).Order());

        operation.train();
        var x = golden["in/x"].clone().requires_grad_();
        var y = operation.forward(x);
        golden.AssertClose("out/y_train", y);
        if (y.requires_grad)
            (y * golden["in/R"]).sum().backward();
        golden.AssertClose("grad_in/x", x.grad ?? zeros_like(x));
        foreach (var (key, _) in golden.WithPrefix("grad/"))
            golden.AssertClose($"grad/{key}", GoldenCase.ParameterOf(operation, key).grad);
        foreach (var (key, _) in golden.WithPrefix("buffer_after/"))
            golden.AssertClose($"buffer_after/{key}", state[key]);

        operation.eval();
        golden.AssertClose("out/y_eval", operation.forward(golden["in/x"]));
    }

    [Fact]
    public void Odd_maps_are_halved_upwards()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("1_ops/odd_size_7x5_f64");
        foreach (var (name, _) in golden.WithPrefix("out/"))
        {
            using var operation = OperationSet.All[name].Create(new OperationShape(4, 2, Affine: false));
            operation.to(golden.Type);
            var state = GoldenCase.StateOf(operation);
            GoldenCase.Load(golden.WithPrefix($"param/{name}/"), key => state[key]);
            golden.AssertClose($"out/{name}", operation.forward(golden["in/x"]));
        }
    }
}
