using Darts.Networks;
using Darts.Operations;
using Darts.SearchProcess;
using Darts.Tests.Search;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Networks;

/// <summary>Operations of a user's own that break the rule for shapes.</summary>
[Collection(nameof(Alone))]
public class WrongOperationTests
{
    [Fact]
    public void An_operation_that_forgets_the_stride_is_named() =>
        AssertNamed(TinySearch.Operations.With("forgets", _ => Identity()), "forgets", "[2, 4, 8, 8]", "[2, 4, 4, 4]");

    [Fact]
    public void An_operation_that_changes_the_channels_is_named() =>
        AssertNamed(TinySearch.Operations.With("widens", shape => Conv2d(shape.Channels, 3, 1, stride: shape.Stride)), "widens", "[2, 3, 8, 8]", "[2, 2, 8, 8]");

    [Fact]
    public void A_shape_that_would_be_broadcast_is_refused_too() =>
        AssertNamed(TinySearch.Operations.With("one_channel", shape => Conv2d(shape.Channels, 1, 1, stride: shape.Stride)), "one_channel", "[2, 1, 8, 8]", "[2, 2, 8, 8]");

    [Fact]
    public void The_first_operation_of_a_set_is_named_and_not_the_right_one_after_it() =>
        AssertNamed(new OperationSet([new Operation("forgets", _ => Identity()), .. TinySearch.Operations]), "forgets", "[2, 4, 8, 8]", "[2, 4, 4, 4]");

    [Fact]
    public void The_only_operation_of_a_set_is_named() =>
        AssertNamed(new OperationSet(new Operation("forgets", _ => Identity())), "forgets", "[2, 4, 8, 8]", "[2, 4, 4, 4]");

    [Fact]
    public void A_factory_that_returns_nothing_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new SearchNetwork(TinySearch.Network with { Operations = TinySearch.Operations.With("nothing", _ => null!) }));
        Assert.StartsWith("Operation 'nothing': its factory returned null", error.Message, StringComparison.Ordinal);
    }

    private static void AssertNamed(OperationSet operations, string name, string given, string expected)
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network with { Operations = operations });
        var error = Assert.Throws<InvalidOperationException>(() => network.forward(randn(2, 1, 8, 8, device: CPU)));
        Assert.StartsWith($"Operation '{name}' gives {given}", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
