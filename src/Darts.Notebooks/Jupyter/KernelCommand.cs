using System.Runtime.InteropServices;

namespace Darts.Notebooks.Jupyter;

/// <summary>How this engine is started as a kernel.</summary>
internal static class KernelCommand
{
    /// <summary>The folder that holds the engine's files.</summary>
    public static string EngineFolder => Path.GetDirectoryName(EngineFile)!;

    private static string EngineFile => typeof(KernelCommand).Assembly.Location;

    /// <summary>The command line of the kernel that is this engine.</summary>
    public static IReadOnlyList<string> Own(string connectionFile) => In(EngineFolder, connectionFile);

    /// <summary>What makes a kernel give its charts pictures.</summary>
    public const string StaticImages = "--static-images";

    /// <summary>The command line of the kernel in a folder with a copy of the engine.</summary>
    public static IReadOnlyList<string> In(string folder, string connectionFile) =>
        [DotnetHost(), Path.Combine(folder, Path.GetFileName(EngineFile)), "kernel", "start", connectionFile];

    // The host is named by its path: editors start kernels with a PATH of their own.
    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var besideRuntime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(besideRuntime) ? besideRuntime : name;
    }
}
