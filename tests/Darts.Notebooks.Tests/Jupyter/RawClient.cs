using System.Diagnostics;
using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;
using NetMQ;
using NetMQ.Sockets;

namespace Darts.Notebooks.Tests.Jupyter;

/// <summary>A client that can send what no client would.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly KernelProcess _kernel;
    private readonly WireFormat _wire;
    private readonly Dictionary<Channel, DealerSocket> _sockets;

    public RawClient(KernelProcess kernel)
    {
        _kernel = kernel;
        Signer = new MessageSigner(kernel.Connection.Key);
        _wire = new WireFormat(Signer);
        _sockets = new Dictionary<Channel, DealerSocket>
        {
            [Channel.Shell] = Connect(kernel.Connection.ShellPort),
            [Channel.Control] = Connect(kernel.Connection.ControlPort),
            [Channel.Stdin] = Connect(kernel.Connection.StdinPort),
        };
    }

    public MessageSigner Signer { get; }

    /// <summary>How many answers came on shell and control, but for those to the checks.</summary>
    public int Answered { get; private set; }

    public void Send(Channel channel, IReadOnlyList<byte[]> frames) => _sockets[channel].SendMultipartMessage(new NetMQMessage(frames));

    /// <summary>Asks on both channels and waits for the answers; cells that wait are interrupted.</summary>
    public void CheckAnswers(string after)
    {
        foreach (var channel in (Channel[])[Channel.Control, Channel.Shell])
            Assert.True(Ask(channel, "kernel_info_request", [], interrupt: true) is not null, $"After {after} the kernel does not answer on {channel}. {State}");
    }

    /// <summary>Runs a cell and returns the reply.</summary>
    public JsonObject Execute(string code)
    {
        var reply = Ask(Channel.Shell, "execute_request", new JsonObject { ["code"] = code }, interrupt: false);
        Assert.True(reply is not null, $"{code} is not answered. {State}");
        return reply;
    }

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
            socket.Dispose();
    }

    private string State => _kernel.HasExited ? $"It has ended: {_kernel.Ending()}.\n{_kernel.LastLines}" : "It hangs.";

    private JsonObject? Ask(Channel channel, string type, JsonObject content, bool interrupt)
    {
        var request = JupyterMessage.Create(type, content, "check");
        _sockets[channel].SendMultipartMessage(_wire.Encode(request));
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_limit && !_kernel.HasExited)
        {
            NetMQMessage? frames = null;
            if (!_sockets[channel].TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(100), ref frames))
            {
                if (interrupt)
                    _sockets[Channel.Control].SendMultipartMessage(_wire.Encode(JupyterMessage.Create("interrupt_request", [], "check")));
                continue;
            }
            var reply = _wire.Decode(frames!);
            Assert.NotNull(reply);
            if (reply.ParentId == request.Id)
                return reply.Content;
            // The kernel outlives its own failures, but none is known.
            Assert.DoesNotContain("The kernel failed", reply.Content.ToJsonString(), StringComparison.Ordinal);
            if (JupyterMessage.Text(reply.Parent, "session") != "check")
                Answered++;
        }
        return null;
    }

    private DealerSocket Connect(int port)
    {
        var socket = new DealerSocket();
        // One identity on all channels: questions for input go to who sent the cell.
        socket.Options.Identity = "raw"u8.ToArray();
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Options.Linger = TimeSpan.Zero;
        socket.Connect(_kernel.Connection.Endpoint(port));
        return socket;
    }
}
