using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Tests.Jupyter;

/// <summary>Mutated messages: whatever comes, the kernel lives and answers what is well formed.</summary>
public class KernelFuzz
{
    private const int Few = 600;
    private const int MessagesPerKernel = 1000;
    private const int MessagesPerCheck = 50;

    // Cells that end by themselves, however they are spoilt; the one that reads waits for an answer or an interrupt.
    private static readonly string[] s_cells =
    [
        "var x = 1 + 1; x", "Console.WriteLine(\"é😀\");", "display(HTML(\"<b>x</b>\")).Update(2);", "throw new Exception(\"x\");", "Console.ReadLine()",
        "#!import kit.csx\n#r \"x.dll\"\n#!markdown\n# a\n#!csharp\n#!time\n1", "\"\"\"\n  raw\n  \"\"\"", "int F(int a) { return a; } F(1)",
    ];

    private static readonly (Channel Channel, string Type, string Content)[] s_requests =
    [
        (Channel.Shell, "execute_request", """{"code": "", "silent": false, "store_history": true, "user_expressions": {"a": "1"}, "allow_stdin": true, "stop_on_error": true}"""),
        (Channel.Shell, "execute_request", """{"code": "", "silent": true, "store_history": false, "allow_stdin": false, "stop_on_error": false}"""),
        (Channel.Shell, "complete_request", """{"code": "", "cursor_pos": 3}"""),
        (Channel.Shell, "inspect_request", """{"code": "", "cursor_pos": 5, "detail_level": 1}"""),
        (Channel.Shell, "is_complete_request", """{"code": ""}"""),
        (Channel.Shell, "history_request", """{"output": true, "raw": true, "hist_access_type": "tail", "session": 0, "start": 1, "stop": 9, "n": 3, "pattern": "*", "unique": true}"""),
        (Channel.Shell, "history_request", """{"output": false, "hist_access_type": "search", "n": 3, "pattern": "*x?[", "unique": true}"""),
        (Channel.Shell, "history_request", """{"output": false, "hist_access_type": "range", "session": 0, "start": 1, "stop": 9}"""),
        (Channel.Shell, "comm_open", """{"comm_id": "a", "target_name": "x", "data": {"b": [1, null]}}"""),
        (Channel.Shell, "comm_msg", """{"comm_id": "a", "data": {}}"""),
        (Channel.Shell, "comm_info_request", """{"target_name": "x"}"""),
        (Channel.Shell, "kernel_info_request", "{}"),
        (Channel.Shell, "debug_request", """{"type": "request", "command": "attach"}"""),
        (Channel.Control, "kernel_info_request", "{}"),
        (Channel.Control, "interrupt_request", "{}"),
        (Channel.Control, "debug_request", """{"command": "initialize"}"""),
        (Channel.Stdin, "input_reply", """{"value": "typed", "status": "ok"}"""),
    ];

    [Fact]
    public void Mutated_messages_neither_end_nor_hang_the_kernel()
    {
        var count = Mutations.Count(Few);
        var answered = 0;
        for (var first = 0; first < count; first += MessagesPerKernel)
            answered += Check(first, Math.Min(count, first + MessagesPerKernel));
        // Neither all refused nor all answered: the mutations reach behind the checks.
        Assert.InRange(answered, count / 10, count * 9 / 10);
    }

    private static int Check(int first, int end)
    {
        using var kernel = KernelProcess.Start(KernelCommand.Own, Path.GetTempPath());
        using var client = new RawClient(kernel);
        client.CheckAnswers("the start");
        for (var seed = first; seed < end; seed++)
        {
            var (channel, frames) = Mutate(new Random(seed), client.Signer);
            client.Send(channel, frames);
            if ((seed + 1) % MessagesPerCheck == 0)
                client.CheckAnswers($"messages {seed + 1 - MessagesPerCheck} to {seed}");
        }
        client.CheckAnswers($"message {end - 1}");
        var answered = client.Answered;
        Assert.Equal("ok", JupyterMessage.Text(client.Execute("6 * 7"), "status"));
        return answered;
    }

    private static (Channel Channel, IReadOnlyList<byte[]> Frames) Mutate(Random random, MessageSigner signer)
    {
        var (channel, type, json) = s_requests[random.Next(s_requests.Length)];
        var content = JsonNode.Parse(json)!.AsObject();
        if (content.ContainsKey("code"))
        {
            var cell = s_cells[random.Next(s_cells.Length)];
            content["code"] = random.Next(3) == 0 ? cell : Encoding.UTF8.GetString(Mutations.Scramble(Encoding.UTF8.GetBytes(cell), random));
        }
        JsonObject[] parts = [JupyterMessage.Create(type, [], "fuzz").Header, [], [], content];
        if (random.Next(4) > 0)
            Mutations.ChangeValue(parts[random.Next(3) == 0 ? 0 : 3], random);
        var frames = parts.Select(part => Encoding.UTF8.GetBytes(part.ToJsonString())).ToList();
        // Signed though spoilt: the signature says who sent it, not that it makes sense.
        if (random.Next(6) == 0)
        {
            var spoilt = random.Next(frames.Count);
            frames[spoilt] = Mutations.Scramble(frames[spoilt], random);
        }
        if (random.Next(10) == 0)
            frames[3] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(frames[3]).Replace("code\":\"", "code\":\"\\ud800", StringComparison.Ordinal));
        frames.Insert(0, Encoding.ASCII.GetBytes(signer.Sign(frames)));
        frames.Insert(0, "<IDS|MSG>"u8.ToArray());
        if (random.Next(8) == 0)
            Misplace(frames, random);
        return (channel, frames);
    }

    private static void Misplace(List<byte[]> frames, Random random)
    {
        var at = random.Next(frames.Count);
        switch (random.Next(4))
        {
            case 0:
                frames.RemoveAt(at);
                break;
            case 1:
                frames.Insert(at, frames[random.Next(frames.Count)]);
                break;
            case 2:
                frames[at] = Mutations.Scramble(frames[at], random);
                break;
            default:
                frames.Insert(at, []);
                break;
        }
    }
}
