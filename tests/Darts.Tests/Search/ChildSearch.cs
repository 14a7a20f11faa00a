using System.Diagnostics;
using Darts.SearchProcess;

namespace Darts.Tests.Search;

/// <summary>The program tests/Darts.SearchProcess as a child process.</summary>
internal sealed class ChildSearch : IDisposable
{
    private readonly Process process;

    private ChildSearch(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        process = Process.Start(start)!;
        // Read beside the lines, so that a long error cannot block the child.
        Errors = process.StandardError.ReadToEndAsync();
    }

    public Task<string> Errors { get; }

    public static ChildSearch Start(string checkpoints, int epochs) => new(new ProcessStartInfo(Dotnet, [Program, checkpoints, $"{epochs}"]));

    /// <summary>With no file larger than so many blocks of 1024 bytes: what a full disk does to a writer, without filling one.</summary>
    public static ChildSearch StartWithSmallFiles(string checkpoints, int epochs, int blocks)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"", "bash", Dotnet, Program, checkpoints, $"{epochs}"]);
        // The runtime would map its code through a file of its own.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return new ChildSearch(start);
    }

    /// <summary>
    /// In a file system of so many KiB, which begins with the checkpoints of a folder and whose content goes to another in the end. It is mounted
    /// for the child alone, in a namespace of its own.
    /// </summary>
    public static ChildSearch StartOnSmallDisk(string checkpoints, string left, int epochs, int size)
    {
        var script = $"mount -t tmpfs -o size={size}k none \"$1\" && cp -a \"$2/.\" \"$1\" && {{ \"${{@:4}}\"; code=$?; cp -a \"$1/.\" \"$3\"; exit $code; }}";
        var disk = Directory.CreateDirectory(Path.Combine(left, "..", "disk")).FullName;
        return new ChildSearch(new ProcessStartInfo("unshare", ["--map-root-user", "--mount", "bash", "-c", script, "bash", disk, checkpoints, left, Dotnet, Program, disk, $"{epochs}"]));
    }

    /// <summary>Why <see cref="StartOnSmallDisk"/> cannot work here; null where it can.</summary>
    public static string? NoSmallDisk()
    {
        if (!OperatingSystem.IsLinux())
            return "small file systems are mounted on Linux alone";
        using var trial = Process.Start(new ProcessStartInfo("unshare", ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", Path.GetTempPath()]) { RedirectStandardError = true })!;
        var error = trial.StandardError.ReadToEnd();
        trial.WaitForExit();
        return trial.ExitCode == 0 ? null : $"no file system can be mounted: {error.Trim()}";
    }

    /// <summary>The next line; null after the last.</summary>
    public string? Next() => process.StandardOutput.ReadLine();

    /// <summary>Reads until a line is there; false when the process ended before.</summary>
    public bool ReadUntil(string line)
    {
        while (Next() is { } read)
        {
            if (read == line)
                return true;
        }

        return false;
    }

    /// <summary>SIGKILL, on Windows TerminateProcess: nothing in the child runs after it.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Lets it end and gives its lines and its exit code.</summary>
    public (string[] lines, int code) End()
    {
        var lines = new List<string>();
        while (Next() is { } line)
            lines.Add(line);
        process.WaitForExit();
        return ([.. lines], process.ExitCode);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string Program => typeof(TinySearch).Assembly.Location;
}
