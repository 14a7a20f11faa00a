using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using NetMQ;

namespace Darts.Notebooks.Jupyter;

/// <summary>Messages as ZeroMQ frames: identities, delimiter, signature, header, parent header, metadata, content.</summary>
internal sealed class WireFormat(MessageSigner signer)
{
    private const int MaxDepth = 128;

    private static readonly byte[] s_delimiter = "<IDS|MSG>"u8.ToArray();

    // What is taken in can be sent back, and a value that is shown has room around it.
    private static readonly JsonDocumentOptions s_reading = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };
    private static readonly JsonSerializerOptions s_writing = new() { MaxDepth = MaxDepth };

    private long _refused;

    /// <summary>How many messages came malformed or with a wrong signature; they are dropped, as the protocol asks.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public NetMQMessage Encode(JupyterMessage message)
    {
        byte[][] frames = [Json(message.Header), Json(message.Parent), Json(message.Metadata), Json(message.Content)];
        var wire = new NetMQMessage(message.Identities.Count + 6);
        foreach (var identity in message.Identities)
            wire.Append(identity);
        wire.Append(s_delimiter);
        wire.Append(Encoding.ASCII.GetBytes(signer.Sign(frames)));
        foreach (var frame in frames)
            wire.Append(frame);
        return wire;
    }

    /// <summary>Null when the message is refused.</summary>
    public JupyterMessage? Decode(NetMQMessage wire)
    {
        var frames = wire.Select(frame => frame.ToByteArray(copy: true)).ToList();
        var delimiter = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(s_delimiter));
        if (delimiter >= 0 && frames.Count >= delimiter + 6)
        {
            var parts = frames.GetRange(delimiter + 2, 4);
            if (signer.Verify(parts, frames[delimiter + 1]) && Objects(parts) is { } objects)
            {
                return new JupyterMessage
                {
                    Identities = frames[..delimiter],
                    Header = objects[0],
                    Parent = objects[1],
                    Metadata = objects[2],
                    Content = objects[3],
                };
            }
        }
        Interlocked.Increment(ref _refused);
        return null;
    }

    private static List<JsonObject>? Objects(List<byte[]> parts)
    {
        var objects = new List<JsonObject>(parts.Count);
        foreach (var part in parts)
        {
            try
            {
                using var document = JsonDocument.Parse(part, s_reading);
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                    return null;
                JsonTexts.Check(document.RootElement);
                objects.Add(JsonObject.Create(document.RootElement.Clone())!);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
        return objects;
    }

    private static byte[] Json(JsonObject fields) => JsonSerializer.SerializeToUtf8Bytes(fields, s_writing);
}
