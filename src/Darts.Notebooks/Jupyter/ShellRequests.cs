using System.Text.Json.Nodes;
using Darts.Notebooks.Pictures;
using Darts.Notebooks.Session;

namespace Darts.Notebooks.Jupyter;

/// <summary>Answers the requests of the shell channel.</summary>
internal sealed class ShellRequests(CSharpSession cells, InputRequests input, Action<string, JsonObject, JupyterMessage> publish, LivePictures? pictures)
{
    private readonly History _history = new();

    /// <summary>The number of the last cell that was counted.</summary>
    public int ExecutionCount { get; private set; }

    /// <summary>Runs a cell, publishes what it shows and returns the content of the reply.</summary>
    public JsonObject Execute(JupyterMessage request)
    {
        var code = JupyterMessage.Text(request.Content, "code") ?? "";
        var silent = JupyterMessage.Flag(request.Content, "silent", false);
        if (!silent && code.Trim().Length > 0)
        {
            ExecutionCount++;
            if (JupyterMessage.Flag(request.Content, "store_history", true))
                _history.Add(ExecutionCount, code);
        }
        if (!silent)
            publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = ExecutionCount }, request);

        CellResult result;
        using (var output = new CellMessages((type, content) => Show(type, content, request, silent), (prompt, password) => Ask(request, prompt, password)))
        {
            result = cells.Execute(code, ExecutionCount, output);
            if (!silent)
                AddPictures(result, request, warning => output.Write(StreamName.Stderr, warning));
        }
        if (result.Error is { } error)
            return Fail(error, request, silent);
        if (result.Data is not null && !silent)
            publish("execute_result", new JsonObject { ["execution_count"] = ExecutionCount, ["data"] = result.Data, ["metadata"] = new JsonObject() }, request);
        return new JsonObject
        {
            ["status"] = "ok",
            ["execution_count"] = ExecutionCount,
            ["user_expressions"] = new JsonObject(),
            ["payload"] = new JsonArray(),
        };
    }

    /// <summary>Answers everything but execution; null where the protocol knows no reply.</summary>
    public (string Type, JsonObject Content)? Answer(JupyterMessage request) => request.Type switch
    {
        "kernel_info_request" => ("kernel_info_reply", KernelInfo.Content()),
        "is_complete_request" => ("is_complete_reply", IsComplete(request.Content)),
        "complete_request" => ("complete_reply", Complete(request.Content)),
        "inspect_request" => ("inspect_reply", Inspect(request.Content)),
        "history_request" => ("history_reply", new JsonObject { ["status"] = "ok", ["history"] = _history.Answer(request.Content) }),
        "comm_info_request" => ("comm_info_reply", new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() }),
        "comm_open" => CloseComm(request),
        _ => null,
    };

    private void Show(string type, JsonObject content, JupyterMessage request, bool silent)
    {
        if (silent)
            return;
        if (type is "display_data" or "update_display_data")
            pictures?.Keep(content);
        publish(type, content, request);
    }

    private void AddPictures(CellResult result, JupyterMessage request, Action<string> warn)
    {
        foreach (var update in pictures?.Finish(warn) ?? [])
            publish("update_display_data", update, request);
        if (result.Data is { } data)
            pictures?.Add(data, warn);
    }

    private string Ask(JupyterMessage request, string prompt, bool password) =>
        input.Ask(request, prompt, password, CellExecution.Required.Cancellation);

    private JsonObject Fail(CellError error, JupyterMessage request, bool silent)
    {
        JsonObject Content() => new()
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Value,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        };
        if (!silent)
            publish("error", Content(), request);
        var reply = Content();
        reply["status"] = "error";
        reply["execution_count"] = ExecutionCount;
        return reply;
    }

    private static JsonObject IsComplete(JsonObject request)
    {
        var status = CodeAssistant.Completeness(JupyterMessage.Text(request, "code") ?? "");
        return status == "incomplete" ? new JsonObject { ["status"] = status, ["indent"] = "" } : new JsonObject { ["status"] = status };
    }

    private JsonObject Complete(JsonObject request)
    {
        var code = JupyterMessage.Text(request, "code") ?? "";
        var cursor = JupyterMessage.Number(request, "cursor_pos", code.Length);
        var position = CodePoints.ToIndex(code, cursor);
        var (names, start) = cells.Assistant.Complete(code, position);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
            ["cursor_start"] = CodePoints.FromIndex(code, start),
            ["cursor_end"] = CodePoints.FromIndex(code, position),
            ["metadata"] = new JsonObject(),
        };
    }

    private JsonObject Inspect(JsonObject request)
    {
        var code = JupyterMessage.Text(request, "code") ?? "";
        var text = cells.Assistant.Inspect(code, CodePoints.ToIndex(code, JupyterMessage.Number(request, "cursor_pos", code.Length)));
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text },
            ["metadata"] = new JsonObject(),
        };
    }

    // The kernel has no widgets: the protocol asks to close at once what is opened for an unknown target.
    private (string Type, JsonObject Content)? CloseComm(JupyterMessage request)
    {
        if (JupyterMessage.Text(request.Content, "comm_id") is { } id)
            publish("comm_close", new JsonObject { ["comm_id"] = id, ["data"] = new JsonObject() }, request);
        return null;
    }
}
