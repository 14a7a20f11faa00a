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
