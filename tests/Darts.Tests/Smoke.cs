using TorchSharp;

namespace Darts.Tests;
public class Smoke { [Fact] public void Runs() { Assert.Equal(2.0, TorchSharp.torch.ones(2).sum().ToDouble()); } }
