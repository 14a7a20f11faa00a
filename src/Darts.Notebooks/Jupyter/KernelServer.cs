using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Darts.Notebooks.Pictures;
using Darts.Notebooks.Session;

namespace Darts.Notebooks.Jupyter;

/// <summary>
/// A Jupyter kernel: shell requests wait in a queue for the one thread that runs cells; control requests (interrupt, shutdown) are
/// answered at once, also while a cell runs.
/// </summary>
internal sealed class KernelServer : IDisposable
{
    private readonly string _session = Guid.NewGuid().ToString();
    private readonly BlockingCollection<JupyterMessage> _requests = [];
    private readonly KernelSockets _sockets;
    private readonly CSharpSession _cells;
    private readonly InputRequests _input;
    private readonly ShellRequests _shell;
    private int _abortBefore;
    private int _received;

    /// <param name="connection">Where it listens.</param>
    /// <param name="folder">The working folder of the cells.</param>
    /// <param name="pictures">Gives figures a picture; none when null.</param>
    public KernelServer(ConnectionFile connection, string folder, LivePictures? pictures)
    {
        _cells = new CSharpSession(folder);
        _sockets = new KernelSockets(connection, Receive);
        _input = new InputRequests(message => _sockets.Send(Channel.Stdin, message), _session);
        _shell = new ShellRequests(_cells, _input, Publish, pictures);
    }

    /// <summary>Serves until a client asks for shutdown, on the calling thread, which is the one that cells run on.</summary>
    public void Run()
    {
        _sockets.Start();
        Publish("status", new JsonObject { ["execution_state"] = "starting" }, parent: null);
        // Before the first answer: a kernel that says it is ready runs its first cell at once.
        _cells.WarmUp();
        var taken = 0;
        foreach (var request in _requests.GetConsumingEnumerable())
        {
            taken++;
            Serve(Channel.Shell, request, () => Answer(request, aborted: taken <= Volatile.Read(ref _abortBefore)));
        }
    }

    /// <summary>Ends <see cref="Run"/> after the running cell, which is interrupted.</summary>
    public void Stop()
    {
        _requests.CompleteAdding();
        _cells.Interrupt();
    }

    public void Interrupt() => _cells.Interrupt();

    public void Dispose()
    {
        _sockets.Dispose();
        _input.Dispose();
        _requests.Dispose();
        _cells.Dispose();
    }

    private void Receive(Channel channel, JupyterMessage message)
    {
        if (channel == Channel.Stdin)
        {
            _input.Reply(message);
        }
        else if (channel == Channel.Control)
        {
            Serve(channel, message, () => Control(message));
        }
        else if (!_requests.IsAddingCompleted)
        {
            Interlocked.Increment(ref _received);
            _requests.Add(message);
        }
    }

    private void Serve(Channel channel, JupyterMessage request, Func<(string Type, JsonObject Content)?> answer)
    {
        Publish("status", new JsonObject { ["execution_state"] = "busy" }, request);
        if (AnswerOrError(request, answer) is { } reply)
            _sockets.Send(channel, JupyterMessage.Create(reply.Type, reply.Content, _session, request));
        Publish("status", new JsonObject { ["execution_state"] = "idle" }, request);
    }

    // A request on which the kernel itself fails is answered too: its client would wait for ever, and the user's session would be lost.
    private static (string Type, JsonObject Content)? AnswerOrError(JupyterMessage request, Func<(string Type, JsonObject Content)?> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception e)
        {
            return (request.Type.Replace("_request", "_reply", StringComparison.Ordinal), new JsonObject
            {
                ["status"] = "error",
                ["ename"] = e.GetType().FullName,
                ["evalue"] = e.Message,
                ["traceback"] = new JsonArray($"The kernel failed on {request.Type}: {e}"),
            });
        }
    }

    private (string Type, JsonObject Content)? Control(JupyterMessage request)
    {
        switch (request.Type)
        {
            case "interrupt_request":
                _cells.Interrupt();
                return ("interrupt_reply", new JsonObject { ["status"] = "ok" });
            case "shutdown_request":
                Stop();
                return ("shutdown_reply", new JsonObject { ["status"] = "ok", ["restart"] = JupyterMessage.Flag(request.Content, "restart", false) });
            case "kernel_info_request":
                return ("kernel_info_reply", KernelInfo.Content());
            default:
                return null;
        }
    }

    private (string Type, JsonObject Content)? Answer(JupyterMessage request, bool aborted)
    {
        if (request.Type == "shutdown_request")
            return Control(request);
        if (request.Type != "execute_request")
            return _shell.Answer(request);
        if (aborted)
            return ("execute_reply", new JsonObject { ["status"] = "aborted", ["execution_count"] = _shell.ExecutionCount });
        var reply = _shell.Execute(request);
        // What the client had already sent after a failing cell is dropped; what it sends from now on runs.
        if (JupyterMessage.Text(reply, "status") == "error" && JupyterMessage.Flag(request.Content, "stop_on_error", true))
            Volatile.Write(ref _abortBefore, Volatile.Read(ref _received));
        return ("execute_reply", reply);
    }

    private void Publish(string type, JsonObject content, JupyterMessage? parent) =>
        _sockets.Send(Channel.IOPub, JupyterMessage.Create(type, content, _session, parent) with { Identities = [System.Text.Encoding.ASCII.GetBytes(type)] });
}
