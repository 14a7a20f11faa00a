using Darts.Kernels;
using Darts.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Kernels;

/// <summary>Stems, and with them convolutions over all channels, computed by kernels and by libtorch.</summary>
public class FastStemTests
{
    private const double Tolerance = 1e-10;

    public static TheoryData<string> Stems => [.. Known.Keys];

    private static Dictionary<string, Func<Sequential>> Known { get; } = new()
    {
        ["the search's"] = () => Sequential(Conv2d(3, 6, 3, padding: 1, bias: false), BatchNorm2d(6)),
        ["ImageNet's first"] = () => Sequential(
            Conv2d(3, 4, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(4), ReLU(), Conv2d(4, 7, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(7)),
        ["ImageNet's second"] = () => Sequential(ReLU(), Conv2d(3, 5, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(5)),
        ["one pixel"] = () => Sequential(Conv2d(3, 4, 1, bias: false), BatchNorm2d(4, affine: false)),
        ["one pixel of every third"] = () => Sequential(Conv2d(3, 4, 1, stride: 3, bias: false), BatchNorm2d(4)),
        ["no padding"] = () => Sequential(Conv2d(3, 4, 3, bias: false), BatchNorm2d(4)),
        ["even and dilated"] = () => Sequential(Conv2d(3, 4, 4, padding: 2, dilation: 3, bias: false), BatchNorm2d(4)),
        ["dilated with a stride"] = () => Sequential(Conv2d(3, 4, 3, stride: 2, padding: 2, dilation: 2, bias: false), BatchNorm2d(4)),
        ["a stride of three behind another"] = () => Sequential(
            Conv2d(3, 4, 5, padding: 2, bias: false), BatchNorm2d(4), ReLU(), Conv2d(4, 3, 2, stride: 3, padding: 1, bias: false), BatchNorm2d(3)),
    };

    [Theory]
    [MemberData(nameof(Stems))]
    public void A_stem_gives_the_same_numbers_and_gradients_as_its_modules(string name)
    {
        foreach (var (batch, height, width, threads) in new[] { (1, 13, 16, 1), (5, 12, 13, 2), (19, 16, 12, 3) })
        {
            using var scope = NewDisposeScope();
            using var seed = Seed.Use(batch);
            var (fast, slow) = Pair(name);
            var images = randn(batch, 3, height, width, dtype: ScalarType.Float64, device: CPU);
            foreach (var training in new[] { true, false })
            {
                var (expected, direction) = Pass(slow, images, training, stem => stem.call, null);
                var (actual, _) = Pass(fast, images, training, stem => input => Forward(stem, input, threads), direction);
                foreach (var (key, value) in expected)
                    CellPair.Close($"{name}, {batch} of {height}x{width}, training {training}: {key}", value, actual[key], Tolerance);
            }
        }
    }

    [Fact]
    public void Gradients_of_gradients_are_the_same()
    {
        using var scope = NewDisposeScope();
        using var seed = Seed.Use(7);
        var (fast, slow) = Pair("ImageNet's first");
        var images = randn(4, 3, 12, 12, dtype: ScalarType.Float64, device: CPU).requires_grad_();
        var seconds = new Func<Tensor, Tensor>[] { slow.call, input => Forward(fast, input, 2) }.Zip(new[] { slow, fast }, (forward, stem) =>
        {
            var weight = stem.parameters().First();
            var first = autograd.grad([forward(images).sin().sum()], [images, weight], retain_graph: true, create_graph: true);
            return autograd.grad([first[0].square().sum() + first[1].square().sum()], [images, weight]);
        }).ToArray();
        CellPair.Close("images", seconds[0][0], seconds[1][0], 1e-8);
        CellPair.Close("weight", seconds[0][1], seconds[1][1], 1e-8);
    }

    [Fact]
    public void A_hook_is_refused_and_so_is_what_is_no_chain()
    {
        using var scope = NewDisposeScope();
        var stem = Known["the search's"]().to(ScalarType.Float64);
        var fast = new FastStem(stem);
        ((Conv2d)stem.children().First()).register_forward_hook((_, _, output) => output);
        Assert.Throws<InvalidOperationException>(() => fast.Forward(KernelEngine.Of(ScalarType.Float64, 1), CellState.Of(ones(1, 3, 8, 8, ScalarType.Float64, CPU), KernelEngine.Of(ScalarType.Float64, 1).Lanes)));
        Assert.Throws<ArgumentException>(() => new FastStem(Sequential(Conv2d(3, 4, 3, bias: false), ReLU())));
        Assert.Throws<ArgumentException>(() => new FastStem(Sequential(Conv2d(3, 4, 3, bias: false), BatchNorm2d(4), ReLU())));
        Assert.Throws<ArgumentException>(() => new FastStem(Sequential(Conv2d(3, 4, 3, bias: false), BatchNorm2d(4), Conv2d(4, 4, 3, bias: false), BatchNorm2d(4))));
        Assert.Throws<ArgumentException>(() => new FastStem(Sequential(Conv2d(3, 4, 3, bias: true), BatchNorm2d(4))));
        Assert.Throws<ArgumentException>(() => new FastStem(Sequential(Conv2d(3, 3, 3, groups: 3, bias: false), BatchNorm2d(3))));
        Assert.Throws<ArgumentException>(() => new FastStem(Sequential(Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Circular, bias: false), BatchNorm2d(4))));
    }

    private static (Sequential fast, Sequential slow) Pair(string name)
    {
        var slow = Known[name]().to(ScalarType.Float64);
        var fast = Known[name]().to(ScalarType.Float64);
        foreach (var parameter in slow.parameters().Where(parameter => parameter.dim() == 1))
            init.normal_(parameter);
        fast.load_state_dict(slow.state_dict());
        return (fast, slow);
    }

    private static Tensor Forward(Sequential stem, Tensor images, int threads)
    {
        var engine = KernelEngine.Of(ScalarType.Float64, threads);
        return new FastStem(stem).Forward(engine, CellState.Of(images, engine.Lanes)).Map;
    }

    private static (Dictionary<string, Tensor> found, Tensor direction) Pass(Sequential stem, Tensor images, bool training, Func<Sequential, Func<Tensor, Tensor>> path, Tensor? direction)
    {
        stem.train(training);
        stem.zero_grad();
        var input = images.clone().requires_grad_();
        var output = path(stem)(input);
        direction ??= randn_like(output, requires_grad: false);
        output.backward([direction]);
        var found = new Dictionary<string, Tensor> { ["output"] = output, ["images"] = input.grad! };
        foreach (var (key, parameter) in stem.named_parameters())
            found[$"gradient of {key}"] = parameter.grad!;
        foreach (var (key, buffer) in stem.named_buffers())
            found[key] = buffer.to(ScalarType.Float64);

        // Frozen images and then frozen weights: nothing else changes.
        stem.zero_grad();
        path(stem)(images).backward([direction]);
        foreach (var (key, parameter) in stem.named_parameters())
            found[$"gradient of {key} alone"] = parameter.grad!;
        foreach (var parameter in stem.parameters())
            parameter.requires_grad = false;
        var again = images.clone().requires_grad_();
        path(stem)(again).backward([direction]);
        found["images alone"] = again.grad!;
        foreach (var parameter in stem.parameters())
            parameter.requires_grad = true;
        return (found, direction);
    }
}
