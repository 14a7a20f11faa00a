using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Darts.Notebooks.Tests.Browsing;

/// <summary>The classic Notebook's server, on 127.0.0.1 alone, with folders of its own and a copy of the notebooks.</summary>
internal sealed class JupyterServer : IDisposable
{
    private const string Program = "/usr/bin/jupyter-notebook";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly int _port = FreePort();
    private readonly List<string> _log = [];
    private readonly Process _process;

    private JupyterServer(IEnumerable<string> notebooks)
    {
        Directory.CreateDirectory(_folder.File("notebooks"));
        foreach (var notebook in notebooks)
            File.Copy(notebook, Path.Combine(_folder.File("notebooks"), Path.GetFileName(notebook)));
        var start = new ProcessStartInfo(
            Program,
            [
                "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={_port}", "--port-retries=0", $"--notebook-dir={_folder.File("notebooks")}", $"--NotebookApp.token={_token}",
            ])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in new[] { "HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" })
            start.Environment[variable] = _folder.File("home");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts the server on copies of notebooks; skips the test where the classic Notebook is missing.</summary>
    public static async Task<JupyterServer> StartAsync(params IEnumerable<string> notebooks)
    {
        if (!File.Exists(Program))
            Assert.Skip($"{Program} is not here: install jupyter-notebook.");
        var server = new JupyterServer(notebooks);
        try
        {
            using var client = new HttpClient();
            var watch = Stopwatch.StartNew();
            while (!await server.AnswersAsync(client))
            {
                Assert.True(!server._process.HasExited && watch.Elapsed < s_patience, $"The classic Notebook did not start:\n{server.Log()}");
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The folder in which it looks for kernels.</summary>
    public string DataFolder => _folder.File("home");

    /// <summary>Where a notebook is shown.</summary>
    public string Address(string notebook) => $"http://127.0.0.1:{_port}/notebooks/{Uri.EscapeDataString(notebook)}?token={_token}";

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{_port}/api/status?token={_token}"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
            _log.Add(line.Data ?? "");
    }

    private string Log()
    {
        lock (_log)
            return string.Join('\n', _log);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
