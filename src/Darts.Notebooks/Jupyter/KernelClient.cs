using System.Text.Json.Nodes;
using System.Threading.Channels;
using NetMQ;
using NetMQ.Sockets;

namespace Darts.Notebooks.Jupyter;

/// <summary>
/// The client side of a kernel's sockets. What comes in is read from <see cref="Incoming"/> in the order of arrival; as in the kernel,
/// one poller thread owns the sockets.
/// </summary>
internal sealed class KernelClient : IDisposable
{
    private readonly string _session = Guid.NewGuid().ToString();
    private readonly WireFormat _wire;
    private readonly NetMQPoller _poller;
    private readonly NetMQQueue<(Channel Channel, JupyterMessage Message)> _outgoing = new();
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly SubscriberSocket _ioPub = new();
    private readonly Channel<(Channel Channel, JupyterMessage Message)> _incoming =
        System.Threading.Channels.Channel.CreateUnbounded<(Channel, JupyterMessage)>(new UnboundedChannelOptions { SingleWriter = true });

    public KernelClient(ConnectionFile connection)
    {
        _wire = new WireFormat(new MessageSigner(connection.Key));
        NetMQSocket[] sockets = [_shell, _control, _ioPub];
        foreach (var socket in sockets)
        {
            socket.Options.SendHighWatermark = 0;
            socket.Options.ReceiveHighWatermark = 0;
            socket.Options.Linger = TimeSpan.Zero;
            socket.Options.ReconnectInterval = TimeSpan.FromMilliseconds(20);
        }
        _shell.Connect(connection.Endpoint(connection.ShellPort));
        _control.Connect(connection.Endpoint(connection.ControlPort));
        _ioPub.Connect(connection.Endpoint(connection.IOPubPort));
        _ioPub.SubscribeToAnyTopic();

        _shell.ReceiveReady += (_, e) => Receive(Channel.Shell, e.Socket);
        _control.ReceiveReady += (_, e) => Receive(Channel.Control, e.Socket);
        _ioPub.ReceiveReady += (_, e) => Receive(Channel.IOPub, e.Socket);
        _outgoing.ReceiveReady += (_, _) => SendAll();
        _poller = [_shell, _control, _ioPub, _outgoing];
        _poller.RunAsync("client");
    }

    public ChannelReader<(Channel Channel, JupyterMessage Message)> Incoming => _incoming.Reader;

    /// <summary>Sends a request and returns its id, which the answers name as their parent.</summary>
    public string Send(Channel channel, string type, JsonObject? content = null)
    {
        var message = JupyterMessage.Create(type, content ?? [], _session);
        _outgoing.Enqueue((channel, message));
        return message.Id;
    }

    /// <summary>Asks to run a cell.</summary>
    public string Execute(string code) => Send(Channel.Shell, "execute_request", new JsonObject
    {
        ["code"] = code,
        ["silent"] = false,
        ["store_history"] = true,
        ["user_expressions"] = new JsonObject(),
        ["allow_stdin"] = false,
        ["stop_on_error"] = true,
    });

    /// <summary>
    /// Waits until the kernel answers on shell and its messages arrive on iopub: a subscriber that joins late misses what was published
    /// before, so the question is repeated until both come.
    /// </summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        var (answered, heard) = (false, false);
        while (!answered || !heard)
        {
            Send(Channel.Shell, "kernel_info_request");
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            pause.CancelAfter(TimeSpan.FromMilliseconds(200));
            try
            {
                while (!answered || !heard)
                {
                    var (channel, message) = await Incoming.ReadAsync(pause.Token);
                    answered |= channel == Channel.Shell && message.Type == "kernel_info_reply";
                    heard |= channel == Channel.IOPub && message.ParentId.Length > 0;
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Not there yet: ask again.
            }
        }
    }

    public void Dispose()
    {
        _poller.Dispose();
        foreach (var socket in (NetMQSocket[])[_shell, _control, _ioPub])
            socket.Dispose();
        _outgoing.Dispose();
    }

    private void Receive(Channel channel, NetMQSocket socket)
    {
        if (_wire.Decode(socket.ReceiveMultipartMessage()) is { } message)
            _incoming.Writer.TryWrite((channel, message));
    }

    private void SendAll()
    {
        while (_outgoing.TryDequeue(out var next, TimeSpan.Zero))
            (next.Channel == Channel.Control ? _control : _shell).SendMultipartMessage(_wire.Encode(next.Message));
    }
}
