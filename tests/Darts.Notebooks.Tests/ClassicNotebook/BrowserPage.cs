using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Tests.ClassicNotebook;

/// <summary>A page in a headless browser, driven through the browser's DevTools protocol.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly Process _browser;
    private readonly ClientWebSocket _socket = new();
    private readonly TemporaryFolder _profile;
    private int _lastId;

    private BrowserPage(Process browser, TemporaryFolder profile)
    {
        _browser = browser;
        _profile = profile;
    }

    public static async Task<BrowserPage> OpenAsync(string executable, Uri address, CancellationToken limit)
    {
        var profile = new TemporaryFolder();
        string[] flags =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=1200,1600", "--force-device-scale-factor=1", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}",
        ];
        var browser = Process.Start(new ProcessStartInfo(executable, [.. flags, "about:blank"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var page = new BrowserPage(browser, profile);
        const string listening = "DevTools listening on ";
        var line = await browser.StandardError.ReadLineAsync(limit);
        while (line is not null && !line.StartsWith(listening, StringComparison.Ordinal))
            line = await browser.StandardError.ReadLineAsync(limit);
        Assert.True(line is not null, "The browser ended.");
        browser.BeginOutputReadLine();
        browser.BeginErrorReadLine();
        var port = new Uri(line[listening.Length..]).Port;
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"), limit))!.AsArray();
        var target = pages.First(target => target!["type"]!.GetValue<string>() == "page")!["webSocketDebuggerUrl"]!.GetValue<string>();
        await page._socket.ConnectAsync(new Uri(target), limit);
        await page.CallAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri }, limit);
        return page;
    }

    /// <summary>Evaluates JavaScript in the page; what it throws fails the test.</summary>
    public async Task<JsonNode?> EvaluateAsync(string script, CancellationToken limit)
    {
        var result = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true }, limit);
        Assert.True(result["exceptionDetails"] is null, $"{script}: {result["exceptionDetails"]?.ToJsonString()}");
        return result["result"]!["value"]?.DeepClone();
    }

    /// <summary>Waits until an expression holds; one that throws, as on a page that is still loading, does not.</summary>
    public async Task WaitForAsync(string condition, TimeSpan patience, CancellationToken limit)
    {
        var clock = Stopwatch.StartNew();
        while (!(await EvaluateAsync($"(() => {{ try {{ return !!({condition}); }} catch {{ return false; }} }})()", limit))!.GetValue<bool>())
        {
            if (clock.Elapsed > patience)
                Assert.Fail($"After {patience.TotalSeconds} s the page does not fulfil: {condition}\n{await EvaluateAsync("document.body.innerText", limit)}");
            await Task.Delay(100, limit);
        }
    }

    /// <summary>A PNG of the page, or of the element that a selector names.</summary>
    public async Task<byte[]> PictureAsync(string? selector, CancellationToken limit)
    {
        var parameters = new JsonObject { ["format"] = "png" };
        if (selector is not null)
        {
            var script = $$"""(() => { const e = document.querySelector({{JsonSerializer.Serialize(selector)}}); e.scrollIntoView(); const r = e.getBoundingClientRect(); return { x: r.x, y: r.y, width: r.width, height: r.height, scale: 1 }; })()""";
            parameters["clip"] = await EvaluateAsync(script, limit);
        }
        var result = await CallAsync("Page.captureScreenshot", parameters, limit);
        return Convert.FromBase64String(result["data"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_browser.HasExited)
            _browser.Kill(entireProcessTree: true);
        await _browser.WaitForExitAsync();
        _browser.Dispose();
        _profile.Dispose();
    }

    private async Task<JsonObject> CallAsync(string method, JsonObject parameters, CancellationToken limit)
    {
        var id = ++_lastId;
        var request = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text, endOfMessage: true, limit);
        while (true)
        {
            var answer = await ReceiveAsync(limit);
            if (answer["id"]?.GetValue<int>() != id)
                continue;
            Assert.True(answer["error"] is null, $"{method}: {answer["error"]?.ToJsonString()}");
            return answer["result"]!.AsObject();
        }
    }

    private async Task<JsonObject> ReceiveAsync(CancellationToken limit)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), limit);
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!.AsObject();
    }
}
