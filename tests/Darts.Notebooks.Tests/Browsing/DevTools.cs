using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Tests.Browsing;

/// <summary>One page of a browser over the Chrome DevTools Protocol: commands with their answers, and the events that came between them.</summary>
internal sealed class DevTools : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonObject> _events = [];
    private string? _session;
    private int _last;

    private DevTools()
    {
    }

    /// <summary>Connects to a browser and opens a page there.</summary>
    public static async Task<DevTools> ConnectAsync(Uri address)
    {
        var page = new DevTools();
        await page._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        var target = await page.CallAsync("Target.createTarget", ("url", "about:blank"));
        var attached = await page.CallAsync("Target.attachToTarget", ("targetId", target["targetId"]!.GetValue<string>()), ("flatten", true));
        page._session = attached["sessionId"]!.GetValue<string>();
        return page;
    }

    /// <summary>The parameters of the events of a name so far.</summary>
    public IEnumerable<JsonObject> Events(string name) => _events.Where(e => e["method"]!.GetValue<string>() == name).Select(e => e["params"]!.AsObject());

    /// <summary>Gives a command and waits for its answer.</summary>
    public async Task<JsonObject> CallAsync(string method, params (string Name, JsonNode? Value)[] parameters)
    {
        var command = new JsonObject { ["id"] = ++_last, ["method"] = method, ["params"] = new JsonObject(parameters.Select(item => KeyValuePair.Create(item.Name, item.Value))) };
        if (_session is not null)
            command["sessionId"] = _session;
        await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(command.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        while (true)
        {
            var message = await ReceiveAsync();
            if (message["id"] is null)
                _events.Add(message);
            else if (message["id"]!.GetValue<int>() == _last)
                return message["result"] as JsonObject ?? throw new InvalidOperationException($"{method}: {message["error"]?.ToJsonString()}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<JsonObject> ReceiveAsync()
    {
        using var text = new MemoryStream();
        var buffer = new byte[65536];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(text.ToArray())!.AsObject();
    }
}
