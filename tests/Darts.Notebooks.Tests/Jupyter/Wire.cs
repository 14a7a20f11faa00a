using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;
using NetMQ;

namespace Darts.Notebooks.Tests.Jupyter;

public class Wire
{
    private static JupyterMessage Message => JupyterMessage.Create("execute_request", new JsonObject { ["code"] = "1" }, "session");

    [Fact]
    public void Signatures_are_those_of_Pythons_hmac()
    {
        var expected = Python.Run("""
            import hmac, hashlib
            h = hmac.new(b'key', digestmod=hashlib.sha256)
            for part in (b'{"a": 1}', b'{}', b'{}', '{"c": "é"}'.encode()): h.update(part)
            print(h.hexdigest())
            """).Trim();

        var signature = new MessageSigner("key").Sign(new[] { """{"a": 1}""", "{}", "{}", """{"c": "é"}""" }.Select(Encoding.UTF8.GetBytes));

        Assert.Equal(expected, signature);
    }

    [Fact]
    public void A_message_comes_back_as_it_was_sent()
    {
        var wire = new WireFormat(new MessageSigner("key"));
        var sent = Message with { Identities = [[1, 2], [3]] };

        var received = wire.Decode(wire.Encode(sent))!;

        Assert.Equal(sent.Identities, received.Identities);
        Assert.Equal(sent.Header.ToJsonString(), received.Header.ToJsonString());
        Assert.Equal("""{"code":"1"}""", received.Content.ToJsonString());
        Assert.Equal(0, wire.Refused);
    }

    [Fact]
    public void A_wrong_signature_is_dropped_and_counted()
    {
        var wire = new WireFormat(new MessageSigner("key"));

        Assert.Null(wire.Decode(new WireFormat(new MessageSigner("other")).Encode(Message)));
        Assert.Null(wire.Decode(new WireFormat(new MessageSigner("")).Encode(Message)));
        Assert.Equal(2, wire.Refused);
    }

    [Fact]
    public void A_changed_content_is_dropped()
    {
        var wire = new WireFormat(new MessageSigner("key"));
        var frames = wire.Encode(Message);
        frames.Pop();
        var last = new NetMQMessage(frames.Concat([new NetMQFrame("{\"code\":\"2\"}")]));

        Assert.Null(wire.Decode(frames));
        Assert.Null(wire.Decode(last));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("")]
    public void What_is_no_object_is_dropped_though_signed(string content)
    {
        var signer = new MessageSigner("key");
        byte[][] parts = ["{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), Encoding.UTF8.GetBytes(content)];
        var frames = new NetMQMessage();
        frames.Append("<IDS|MSG>");
        frames.Append(signer.Sign(parts));
        foreach (var part in parts)
            frames.Append(part);

        Assert.Null(new WireFormat(signer).Decode(frames));
    }

    [Fact]
    public void Cursor_positions_count_code_points()
    {
        const string text = "a😀é";

        Assert.Equal([0, 1, 3, 4, 4], Enumerable.Range(0, 5).Select(position => CodePoints.ToIndex(text, position)));
        Assert.Equal([0, 1, 2, 3], new[] { 0, 1, 3, 4 }.Select(index => CodePoints.FromIndex(text, index)));
    }
}
