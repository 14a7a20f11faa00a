using Darts.Runtime;
using TorchSharp;

namespace Darts.Tests;
public class Smoke { [Fact] public void Runs() { NativeLibraries.Load(); Assert.Equal(2.0, torch.ones(2).sum().item<float>()); } }
