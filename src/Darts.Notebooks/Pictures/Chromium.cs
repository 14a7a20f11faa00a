using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Darts.Notebooks.Pictures;

/// <summary>A headless browser that makes pictures of pages.</summary>
/// <param name="executable">The browser.</param>
internal sealed class Chromium(string executable)
{
    public const string Variable = "CHROMIUM";

    /// <summary>The browser's file.</summary>
    public string Executable { get; } = executable;

    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    // No sandbox: containers do not allow one, and the only page is one made here. Virtual time lets a page's timers run out at once.
    private static readonly string[] s_flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "--force-device-scale-factor=1",
        "--font-render-hinting=none", "--default-background-color=FFFFFFFF", "--virtual-time-budget=20000", "--enable-logging=stderr",
    ];

    /// <summary>The browser of this machine: the one that the environment variable CHROMIUM names, or the first of the usual names on the PATH.</summary>
    /// <returns>Null when there is none.</returns>
    public static Chromium? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? new Chromium(named) : null;
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var file = s_names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + suffix))).FirstOrDefault(File.Exists);
        return file is null ? null : new Chromium(file);
    }

    /// <summary>Draws a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="folder">A folder for it, where the scripts that it asks for lie.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <returns>The bytes of a PNG file.</returns>
    /// <exception cref="PictureException">The browser failed, or the page says that its picture was not drawn.</exception>
    public async Task<byte[]> DrawAsync(PicturePage page, string folder, CancellationToken cancellation = default)
    {
        var id = Guid.NewGuid().ToString("N");
        var html = Path.Combine(folder, id + ".html");
        var png = Path.Combine(folder, id + ".png");
        await File.WriteAllTextAsync(html, page.Html, cancellation);
        var log = await RunAsync(
            [
                .. s_flags,
                $"--user-data-dir={Path.Combine(folder, id)}",
                $"--window-size={page.Width},{page.Height}",
                $"--screenshot={png}",
                new Uri(html).AbsoluteUri,
            ],
            cancellation);
        if (log.Contains(PicturePage.NotDrawn, StringComparison.Ordinal))
            throw new PictureException(Reason(log));
        if (!log.Contains(PicturePage.Drawn, StringComparison.Ordinal) || !File.Exists(png))
            throw new PictureException($"{Executable} drew nothing; it said: {LastLines(log)}");
        return await File.ReadAllBytesAsync(png, cancellation);
    }

    private async Task<string> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var log = new StringBuilder();
        using var browser = new Process
        {
            StartInfo = new ProcessStartInfo(Executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        DataReceivedEventHandler keep = (_, e) =>
        {
            lock (log)
                log.AppendLine(e.Data);
        };
        browser.OutputDataReceived += keep;
        browser.ErrorDataReceived += keep;
        try
        {
            browser.Start();
        }
        catch (Win32Exception e)
        {
            throw new PictureException($"{Executable} could not be started: {e.Message}", e);
        }
        browser.StandardInput.Close();
        browser.BeginOutputReadLine();
        browser.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        try
        {
            await browser.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PictureException($"{Executable} was not done after {s_limit.TotalSeconds:0} s");
        }
        finally
        {
            if (!browser.HasExited)
                browser.Kill(entireProcessTree: true);
        }
        lock (log)
            return log.ToString();
    }

    // A line of the log: [..:INFO:CONSOLE:1] "picture not drawn: REASON", source: file:///... (9)
    private static string Reason(string log)
    {
        var start = log.IndexOf(PicturePage.NotDrawn, StringComparison.Ordinal) + PicturePage.NotDrawn.Length;
        var text = log[start..];
        var end = text.IndexOf("\", source:", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }

    private static string LastLines(string log) => string.Join('\n', log.Trim().Split('\n').TakeLast(5));
}
