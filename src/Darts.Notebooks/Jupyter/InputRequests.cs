using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Jupyter;

/// <summary>Questions to the client's user on the stdin channel: the cell waits for the answer.</summary>
internal sealed class InputRequests(Action<JupyterMessage> send, string session) : IDisposable
{
    private readonly BlockingCollection<string> _replies = [];

    /// <summary>Called for every <c>input_reply</c>.</summary>
    public void Reply(JupyterMessage message) => _replies.Add(JupyterMessage.Text(message.Content, "value") ?? "");

    /// <param name="request">The execute request whose cell asks.</param>
    /// <param name="prompt">What the user reads.</param>
    /// <param name="password">True hides what is typed.</param>
    /// <param name="cancellation">The cell's token.</param>
    /// <exception cref="NotSupportedException">The client has said that its user cannot be asked.</exception>
    public string Ask(JupyterMessage request, string prompt, bool password, CancellationToken cancellation)
    {
        if (!JupyterMessage.Flag(request.Content, "allow_stdin", false))
            throw new NotSupportedException("This client cannot ask its user for input. Give the value as a parameter, or run the notebook in an editor.");
        // An answer to a question that was interrupted is no answer to this one.
        while (_replies.TryTake(out _))
        {
        }
        send(JupyterMessage.Create("input_request", new JsonObject { ["prompt"] = prompt, ["password"] = password }, session, request));
        return _replies.Take(cancellation);
    }

    public void Dispose() => _replies.Dispose();
}
