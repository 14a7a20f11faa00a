using System.Diagnostics;
using System.Text.Json.Nodes;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Tests.Browsing;

/// <summary>
/// A headless Chromium with one page, driven by its own protocol (Chrome DevTools Protocol). It reaches nothing but this machine, and keeps the
/// addresses that the page asked for.
/// </summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    private const int Width = 1000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _profile;
    private readonly Process _process;
    private DevTools? _page;

    private PageBrowser(Process process, TemporaryFolder profile) => (_process, _profile) = (process, profile);

    /// <summary>The addresses on the network that the page asked for.</summary>
    public IReadOnlyList<string> Requests => [.. Page.Events("Network.requestWillBeSent").Select(e => e["request"]!["url"]!.GetValue<string>()).Where(url => url.StartsWith("http", StringComparison.Ordinal))];

    private DevTools Page => _page ?? throw new InvalidOperationException("The browser has not been started.");

    /// <summary>Starts a browser; skips the test where there is none.</summary>
    public static async Task<PageBrowser> StartAsync()
    {
        if (Chromium.Find() is not { } found)
        {
            Assert.Skip("Chromium is not here.");
            throw new UnreachableException();
        }
        var profile = new TemporaryFolder();
        var start = new ProcessStartInfo(
            found.Executable,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-extensions", "--hide-scrollbars", "--force-device-scale-factor=1", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--remote-debugging-port=0",
                $"--user-data-dir={profile.Path}", $"--window-size={Width},1200", "about:blank",
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        var browser = new PageBrowser(Process.Start(start)!, profile);
        browser._process.BeginOutputReadLine();
        browser._process.BeginErrorReadLine();
        try
        {
            browser._page = await DevTools.ConnectAsync(await browser.AddressAsync());
            await browser._page.CallAsync("Network.enable");
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page and waits until a script's value is true.</summary>
    public async Task OpenAsync(string address, string ready = "document.readyState === 'complete'")
    {
        await Page.CallAsync("Page.navigate", ("url", address));
        await WaitAsync($"location.href !== 'about:blank' && {ready}");
    }

    /// <summary>Waits until a script's value is true.</summary>
    public async Task WaitAsync(string script)
    {
        var watch = Stopwatch.StartNew();
        while ((await EvaluateAsync($"Boolean({script})"))?.GetValue<bool>() != true)
        {
            Assert.True(watch.Elapsed < s_patience, $"After {watch.Elapsed.TotalSeconds:0} s this was not true: {script}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The value of a script, which may be a promise.</summary>
    public async Task<JsonNode?> EvaluateAsync(string script)
    {
        var answer = await Page.CallAsync("Runtime.evaluate", ("expression", script), ("returnByValue", true), ("awaitPromise", true));
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>Tells the page what its reader prefers.</summary>
    /// <param name="scheme"><c>light</c> or <c>dark</c>.</param>
    public Task PreferAsync(string scheme) =>
        Page.CallAsync("Emulation.setEmulatedMedia", ("features", new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme })));

    /// <summary>Saves a picture of the page in a window of the given height.</summary>
    public async Task SaveAsync(string file, int height)
    {
        await Page.CallAsync("Emulation.setDeviceMetricsOverride", ("width", Width), ("height", height), ("deviceScaleFactor", 1), ("mobile", false));
        var picture = await Page.CallAsync("Page.captureScreenshot");
        await File.WriteAllBytesAsync(file, Convert.FromBase64String(picture["data"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        _page?.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    // The browser writes its port and path, on 127.0.0.1 alone, into its profile.
    private async Task<Uri> AddressAsync()
    {
        var file = _profile.File("DevToolsActivePort");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(file) || File.ReadAllLines(file).Length < 2)
        {
            Assert.True(!_process.HasExited && watch.Elapsed < s_patience, "The browser did not open its port.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        return new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}");
    }
}
