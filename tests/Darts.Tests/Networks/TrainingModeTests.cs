using Darts.Networks;
using Darts.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Networks;

public class TrainingModeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_module_that_was_switched_by_itself_is_switched_back(int threads)
    {
        NativeLibraries.Load();
        using var network = new SearchNetwork(new SearchNetworkOptions { Channels = 2, Cells = 3, Nodes = 1 });
        var mode = new TrainingMode(network);
        Module[] switched = [network, network.modules().OfType<BatchNorm2d>().Last(), network.modules().OfType<Sequential>().Last()];
        foreach (var module in switched)
        {
            module.eval();
            mode.Enter(threads);
            Assert.True(network.training);
            Assert.All(network.modules(), inner => Assert.True(inner.training));
        }
    }

    [Fact]
    public void A_network_in_training_mode_is_not_switched()
    {
        NativeLibraries.Load();
        using var network = new Counting();
        var mode = new TrainingMode(network);
        mode.Enter(1);
        Assert.Equal(0, network.Switches);
        network.eval();
        mode.Enter(1);
        mode.Enter(1);
        Assert.Equal(2, network.Switches);
    }

    private sealed class Counting : Module<Tensor, Tensor>
    {
        private readonly Dropout dropout = Dropout();

        public Counting()
            : base(nameof(Counting)) => RegisterComponents();

        public int Switches { get; private set; }

        public override void train(bool train = true)
        {
            Switches++;
            base.train(train);
        }

        public override Tensor forward(Tensor input) => dropout.call(input);
    }
}
