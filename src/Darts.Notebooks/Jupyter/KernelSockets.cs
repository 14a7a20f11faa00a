using NetMQ;
using NetMQ.Sockets;

namespace Darts.Notebooks.Jupyter;

/// <summary>
/// The five sockets of a kernel. ZeroMQ sockets belong to one thread, so one poller thread owns them all and a queue carries what
/// other threads send. The heartbeat is answered on the poller too: it beats while a cell runs.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    private readonly WireFormat _wire;
    private readonly NetMQPoller _poller;
    private readonly NetMQQueue<(Channel Channel, JupyterMessage Message)> _outgoing = new();
    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _stdin = new();
    private readonly PublisherSocket _ioPub = new();
    private readonly ResponseSocket _heartbeat = new();

    /// <param name="connection">Where to listen.</param>
    /// <param name="received">Called on the poller's thread for every message; it must return at once.</param>
    /// <exception cref="NetMQException">A port is taken.</exception>
    public KernelSockets(ConnectionFile connection, Action<Channel, JupyterMessage> received)
    {
        _wire = new WireFormat(new MessageSigner(connection.Key));
        NetMQSocket[] sockets = [_shell, _control, _stdin, _ioPub, _heartbeat];
        foreach (var socket in sockets)
        {
            // Nothing is dropped, however much a cell prints.
            socket.Options.SendHighWatermark = 0;
            socket.Options.ReceiveHighWatermark = 0;
            socket.Options.Linger = TimeSpan.FromSeconds(1);
        }
        _shell.Bind(connection.Endpoint(connection.ShellPort));
        _control.Bind(connection.Endpoint(connection.ControlPort));
        _stdin.Bind(connection.Endpoint(connection.StdinPort));
        _ioPub.Bind(connection.Endpoint(connection.IOPubPort));
        _heartbeat.Bind(connection.Endpoint(connection.HeartbeatPort));

        _shell.ReceiveReady += (_, e) => Receive(e.Socket, Channel.Shell, received);
        _control.ReceiveReady += (_, e) => Receive(e.Socket, Channel.Control, received);
        _stdin.ReceiveReady += (_, e) => Receive(e.Socket, Channel.Stdin, received);
        _heartbeat.ReceiveReady += (_, e) => e.Socket.SendMultipartMessage(e.Socket.ReceiveMultipartMessage());
        _outgoing.ReceiveReady += (_, _) => SendAll();
        _poller = [_shell, _control, _stdin, _heartbeat, _outgoing];
    }

    /// <summary>How many messages were dropped for a wrong signature or form.</summary>
    public long Refused => _wire.Refused;

    public void Start() => _poller.RunAsync("sockets");

    /// <summary>Sends a message; may be called from any thread, and order is kept.</summary>
    public void Send(Channel channel, JupyterMessage message) => _outgoing.Enqueue((channel, message));

    public void Dispose()
    {
        if (_poller.IsRunning)
            _poller.Stop();
        SendAll();
        _poller.Dispose();
        foreach (var socket in (NetMQSocket[])[_shell, _control, _stdin, _ioPub, _heartbeat])
            socket.Dispose();
        _outgoing.Dispose();
    }

    private void Receive(NetMQSocket socket, Channel channel, Action<Channel, JupyterMessage> received)
    {
        if (_wire.Decode(socket.ReceiveMultipartMessage()) is { } message)
            received(channel, message);
    }

    private void SendAll()
    {
        while (_outgoing.TryDequeue(out var next, TimeSpan.Zero))
        {
            NetMQSocket socket = next.Channel switch
            {
                Channel.Shell => _shell,
                Channel.Control => _control,
                Channel.Stdin => _stdin,
                _ => _ioPub,
            };
            // A client that has gone away must not hold up the others.
            socket.TrySendMultipartMessage(TimeSpan.Zero, _wire.Encode(next.Message));
        }
    }
}
