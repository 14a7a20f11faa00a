using System.Runtime.CompilerServices;
using Darts.Runtime;

namespace Darts.Tests;

/// <summary>A test may touch TorchSharp before any type of the library: libtorch is loaded before the first of them.</summary>
internal static class NativeLibrariesFirst
{
    [ModuleInitializer]
    internal static void Load() => NativeLibraries.Load();
}
