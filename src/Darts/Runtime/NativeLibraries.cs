using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Darts.Runtime;

/// <summary>
/// Loads libtorch before TorchSharp looks for it. TorchSharp 0.107 does not load on systems whose C++ library is older than
/// GCC 13.2 (Debian 12, Ubuntu 22.04), and its own search copies half a gigabyte when it fails; so the libraries are loaded here
/// from the folder that holds them, and TorchSharp then finds them in the process by name.
/// </summary>
/// <remarks>
/// The folder is the one of this assembly, or of the program, or <c>artifacts/kit</c> in one of their parents (where tests and
/// benchmarks find it). The first use of any type of this assembly loads the libraries; code that uses TorchSharp alone calls
/// <see cref="Load"/> first, as <c>notebooks/kit.csx</c> does.
/// </remarks>
public static class NativeLibraries
{
    private static readonly Lock Gate = new();
    private static Exception? failure;
    private static bool done;
    private static bool decoderDone;

    /// <summary>The folder that libtorch was loaded from; null when it was left to TorchSharp's own search.</summary>
    public static string? Folder { get; private set; }

    /// <summary>Loads the native libraries, once a process.</summary>
    /// <exception cref="DllNotFoundException">A library is there but the system refuses it; the message names the file and the reason.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (!done)
            {
                done = true;
                try
                {
                    LoadOnce();
                }
                catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
                {
                    failure = error;
                }
            }
        }

        if (failure is not null)
            throw new DllNotFoundException($"libtorch in '{Folder}' does not load: {failure.Message}", failure);
    }

    /// <summary>One of libtorch's libraries, loaded.</summary>
    /// <param name="name">Its name without prefix and ending.</param>
    /// <param name="library">Its handle.</param>
    internal static bool TryFind(string name, out nint library)
    {
        Load();
        return NativeLibrary.TryLoad(Folder is null ? FileName(name) : Path.Combine(Folder, FileName(name)), out library);
    }

    /// <summary>
    /// Loads the image decoder (SkiaSharp's library) from beside libtorch and gives it to SkiaSharp. Where it is not there, SkiaSharp searches
    /// itself.
    /// </summary>
    internal static void LoadImageDecoder()
    {
        Load();
        lock (Gate)
        {
            var name = OperatingSystem.IsWindows() ? "libSkiaSharp.dll" : OperatingSystem.IsMacOS() ? "libSkiaSharp.dylib" : "libSkiaSharp.so";
            if (!decoderDone && Folder is not null && NativeLibrary.TryLoad(Path.Combine(Folder, name), out var library))
                NativeLibrary.SetDllImportResolver(typeof(SkiaSharp.SKData).Assembly, (asked, _, _) => asked == "libSkiaSharp" ? library : 0);
            decoderDone = true;
        }
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "libtorch must be in the process before TorchSharp's static constructor runs, whoever touches it first.")]
    internal static void LoadWithTheAssembly()
    {
        try
        {
            Load();
        }
        catch (DllNotFoundException)
        {
            // Kept in `failure`: thrown by the next call of Load, where a reader sees the message and not a TypeInitializationException.
        }
    }

    private static void LoadOnce()
    {
        Folder = Candidates().FirstOrDefault(folder => File.Exists(Path.Combine(folder, FileName("LibTorchSharp"))) && File.Exists(Path.Combine(folder, FileName("torch_cpu"))));
        if (Folder is null)
            return;

        AllocatorTuning.KeepLargeBlocks();
        ThreadTuning.WaitBriefly();

        // In the order of their needs; the CUDA ones are there in a CUDA build alone.
        foreach (var name in new[] { "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch" })
        {
            var path = Path.Combine(Folder, FileName(name));
            if (File.Exists(path))
                NativeLibrary.Load(path);
        }

        var binding = Path.Combine(Folder, FileName("LibTorchSharp"));
        if (!NativeLibrary.TryLoad(binding, out _))
            NativeLibrary.Load(OperatingSystem.IsLinux() ? WithoutTheNewestCxxVersion(binding) : binding);
    }

    private static IEnumerable<string> Candidates()
    {
        string?[] starts = [Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location), AppContext.BaseDirectory];
        foreach (var start in starts)
        {
            if (string.IsNullOrEmpty(start))
                continue;
            yield return start;
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                yield return Path.Combine(folder.FullName, "artifacts", "kit");
        }
    }

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>A copy of the file, in the user's cache, that no longer insists on GLIBCXX_3.4.32 (see <see cref="ElfVersionNeeds"/>).</summary>
    private static string WithoutTheNewestCxxVersion(string path)
    {
        var image = File.ReadAllBytes(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(image))[..16];
        var copy = Path.Combine(CacheFolder(), $"libLibTorchSharp-{hash}.so");
        if (!ElfVersionNeeds.MakeWeak(image, "GLIBCXX_3.4.32"))
            return path;
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(image))
            AtomicFile.Write(copy, stream => stream.Write(image));
        return copy;
    }

    private static string CacheFolder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (string.IsNullOrEmpty(cache))
            cache = string.IsNullOrEmpty(home) ? Path.Combine(Path.GetTempPath(), Environment.UserName) : Path.Combine(home, ".cache");
        return Directory.CreateDirectory(Path.Combine(cache, "darts")).FullName;
    }
}
