using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Tests.Pictures;

/// <summary>What a client gets from a kernel that gives charts their pictures while a notebook is worked on.</summary>
public sealed class PicturesOfCells
{
    private const string Figure = "application/vnd.plotly.v1+json";
    private const string Picture = "image/png";

    private static readonly CancellationToken s_limit = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    private static readonly string s_kit =
        $$$"""
        #r "{{{Path.Combine(Kit.Root, "artifacts", "kit", "Plotly.NET.dll")}}}"
        var library = typeof(Plotly.NET.GenericChart);
        string Figure(int points) => "{\"data\": [{\"type\": \"bar\", \"y\": [" + string.Join(',', Enumerable.Range(1, points)) + "]}], \"layout\": {\"width\": 300, \"height\": 200}}";
        """;

    [Fact]
    public async Task A_display_that_was_redrawn_gets_one_picture_of_its_last_state_when_the_cell_has_ended()
    {
        var messages = await Run(s_kit, "var shown = Figure(2).DisplayAs(\"application/vnd.plotly.v1+json\"); shown.Update(Figure(3)); shown.Update(Figure(4)); Console.WriteLine(\"end\");");

        var displays = messages.Where(message => message.Type is "display_data" or "update_display_data").ToList();
        Assert.Equal(["display_data", "update_display_data", "update_display_data", "update_display_data"], displays.Select(message => message.Type));
        Assert.Equal([false, false, false, true], displays.Select(message => Data(message).ContainsKey(Picture)));
        Assert.Equal(4, Data(displays[^1])[Figure]!["data"]![0]!["y"]!.AsArray().Count);
        Assert.Single(displays.Select(message => message.Content["transient"]!["display_id"]!.GetValue<string>()).Distinct());
        var png = Convert.FromBase64String(Data(displays[^1])[Picture]!.GetValue<string>());
        Assert.Equal((300, 200), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Fact]
    public async Task A_figure_that_cannot_be_drawn_is_shown_all_the_same_and_said()
    {
        var messages = await Run(s_kit, "\"{\\\"data\\\": 3}\".DisplayAs(\"application/vnd.plotly.v1+json\");");

        Assert.Single(messages, message => message.Type == "display_data");
        Assert.DoesNotContain(messages, message => message.Type == "update_display_data");
        Assert.Contains(messages, message => message.Type == "stream" && message.Content["text"]!.GetValue<string>().Contains("No picture of this chart: the figure has no list of traces", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_library_that_brings_plotly_a_figure_stays_without_a_picture()
    {
        var messages = await Run("", "\"{\\\"data\\\": []}\".DisplayAs(\"application/vnd.plotly.v1+json\");");

        Assert.False(Data(Assert.Single(messages, message => message.Type is "display_data" or "update_display_data")).ContainsKey(Picture));
        Assert.DoesNotContain(messages, message => message.Type == "stream");
    }

    private static JsonObject Data(JupyterMessage message) => message.Content["data"]!.AsObject();

    // What the second cell publishes.
    private static async Task<List<JupyterMessage>> Run(string first, string second)
    {
        if (Chromium.Find() is null)
            Assert.Skip("Chromium is not here.");
        Kit.Folder();
        using var kernel = KernelProcess.Start(file => [.. KernelCommand.Own(file), KernelCommand.StaticImages], Path.GetTempPath());
        using var client = new KernelClient(kernel.Connection);
        await client.WaitUntilReadyAsync(s_limit);
        client.Execute(first);
        var cell = client.Execute(second);
        var messages = new List<JupyterMessage>();
        while (true)
        {
            var (channel, message) = await client.Incoming.ReadAsync(s_limit);
            if (channel != Channel.IOPub || message.ParentId != cell)
                continue;
            messages.Add(message);
            if (message.Type == "status" && JupyterMessage.Text(message.Content, "execution_state") == "idle")
                return messages;
        }
    }
}
