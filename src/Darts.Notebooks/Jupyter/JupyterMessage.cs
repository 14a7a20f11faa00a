using System.Text.Json.Nodes;

namespace Darts.Notebooks.Jupyter;

/// <summary>A message of the Jupyter protocol, version 5.3.</summary>
internal sealed record JupyterMessage
{
    public const string ProtocolVersion = "5.3";

    /// <summary>The routing frames before the delimiter; on iopub the topic.</summary>
    public IReadOnlyList<byte[]> Identities { get; init; } = [];

    public required JsonObject Header { get; init; }

    public JsonObject Parent { get; init; } = [];

    public JsonObject Metadata { get; init; } = [];

    public required JsonObject Content { get; init; }

    public string Type => Text(Header, "msg_type") ?? "";

    public string Id => Text(Header, "msg_id") ?? "";

    public string ParentId => Text(Parent, "msg_id") ?? "";

    public static JupyterMessage Create(string type, JsonObject content, string session, JupyterMessage? parent = null) => new()
    {
        Identities = parent?.Identities ?? [],
        Header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ"),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        },
        Parent = parent is null ? [] : parent.Header.DeepClone().AsObject(),
        Content = content,
    };

    /// <summary>A string field of a message; null when it is missing or no string.</summary>
    public static string? Text(JsonObject fields, string name) =>
        fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A boolean field of a message, with the protocol's default.</summary>
    public static bool Flag(JsonObject fields, string name, bool otherwise) =>
        fields[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    /// <summary>An integer field of a message, with the protocol's default.</summary>
    public static int Number(JsonObject fields, string name, int otherwise) =>
        fields[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : otherwise;
}
