using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Darts.Notebooks.Jupyter;

/// <summary>A kernel as child process, with the connection file that it was given.</summary>
internal sealed partial class KernelProcess : IDisposable
{
    private const int KeptLines = 20;
    private const int InterruptSignal = 2;

    private readonly string _connectionFile;
    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private KernelProcess(Process process, ConnectionFile connection, string connectionFile)
    {
        _process = process;
        Connection = connection;
        _connectionFile = connectionFile;
    }

    public ConnectionFile Connection { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What the process itself printed last, outside of any cell: where an abort in native code leaves its message.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines)
                return string.Join('\n', _lastLines);
        }
    }

    /// <param name="command">The command line for a connection file.</param>
    /// <param name="folder">The kernel's working folder.</param>
    /// <param name="environment">Variables that it gets beside this process's own.</param>
    /// <exception cref="InvalidOperationException">The command cannot be started.</exception>
    public static KernelProcess Start(Func<string, IReadOnlyList<string>> command, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var connection = ConnectionFile.Create();
        var file = Path.Combine(Path.GetTempPath(), $"kernel-{Guid.NewGuid():N}.json");
        connection.Save(file);
        var words = command(file);
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        start.Environment[ParentWatch.Variable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException($"{words[0]}: the kernel could not be started.");
            var kernel = new KernelProcess(process, connection, file);
            kernel.Listen();
            return kernel;
        }
        catch (Win32Exception e)
        {
            File.Delete(file);
            throw new InvalidOperationException($"{words[0]}: the kernel could not be started: {e.Message}", e);
        }
    }

    /// <summary>How the process ended, in words: an exit code, or the signal that ended it.</summary>
    public string Ending()
    {
        _process.WaitForExit();
        var code = _process.ExitCode;
        return (code - 128) switch
        {
            4 => "it executed an illegal instruction (SIGILL)",
            6 => "it aborted (SIGABRT), as native code does on an error it cannot report",
            9 => "it was killed (SIGKILL), as the system does when memory runs out; a smaller batch or network needs less",
            11 => "it crashed (SIGSEGV) in native code",
            15 => "it was asked to end (SIGTERM)",
            > 0 and < 65 when !OperatingSystem.IsWindows() => $"signal {code - 128} ended it",
            _ => $"it ended with exit code {code}",
        };
    }

    public Task WaitAsync(CancellationToken cancellation = default) => _process.WaitForExitAsync(cancellation);

    /// <summary>Sends SIGINT, by which most kernels are interrupted. Windows has no signals: there nothing happens.</summary>
    public void Interrupt()
    {
        // It fails only for a process that has just ended, which is found out elsewhere.
        if (!OperatingSystem.IsWindows() && !_process.HasExited)
            _ = SendSignal(_process.Id, InterruptSignal);
    }

    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_connectionFile);
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
                _lastLines.Dequeue();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
