using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Darts.Notebooks.Tests.ClassicNotebook;

/// <summary>The classic Notebook's server on a folder, for this test's eyes alone.</summary>
internal sealed class NotebookServer : IDisposable
{
    private readonly Process _process;

    private NotebookServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it is served, with a slash at the end.</summary>
    public Uri Address { get; }

    public static async Task<NotebookServer> StartAsync(TemporaryFolder folder, string token, CancellationToken limit)
    {
        Python.Require("notebook", "jupyter-notebook", new Version(6, 0), new Version(7, 0));
        var port = FreePort();
        var start = new ProcessStartInfo(Python.Executable,
        [
            "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", $"--notebook-dir={folder.Path}", $"--NotebookApp.token={token}",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_DATA_DIR"] = folder.File("jupyter");
        start.Environment["JUPYTER_CONFIG_DIR"] = folder.File("config");
        start.Environment["JUPYTER_RUNTIME_DIR"] = folder.File("runtime");
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new NotebookServer(process, new Uri($"http://127.0.0.1:{port}/"));
        await server.WaitAsync(token, limit);
        return server;
    }

    // Asked to end, it ends its kernels.
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
                kill.WaitForExit();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
                _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private async Task WaitAsync(string token, CancellationToken limit)
    {
        using var http = new HttpClient();
        while (true)
        {
            Assert.False(_process.HasExited, "The Notebook's server ended.");
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, $"api/status?token={token}"), limit);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200, limit);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
