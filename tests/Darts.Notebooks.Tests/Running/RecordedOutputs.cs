using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

public class RecordedOutputs
{
    private readonly NotebookCell _first = NotebookCell.Code("a", "");
    private readonly NotebookCell _second = NotebookCell.Code("b", "");
    private readonly OutputRecorder _recorder = new(limit: 100);

    public RecordedOutputs()
    {
        _recorder.Begin("1", _first);
        _recorder.Begin("2", _second);
    }

    [Fact]
    public void Adjacent_texts_of_a_stream_become_one_and_the_order_is_kept()
    {
        Write("1", "a\nb");
        Write("1", "c\n");
        Write("1", "error\n", "stderr");
        Display("1", "shown");
        Write("1", "d");

        Assert.Equal(["stdout a\n|bc\n", "stderr error\n", "shown", "stdout d"], Outputs(_first));
    }

    [Fact]
    public void Text_of_a_task_that_outlives_its_cell_goes_to_that_cell()
    {
        Write("1", "early\n");
        Write("2", "second\n");
        _recorder.Complete();
        Write("1", "late\n");
        Write("unknown", "nobody's");

        Assert.Equal(["stdout early\n|late\n"], Outputs(_first));
        Assert.Equal(["stdout second\n"], Outputs(_second));
    }

    [Fact]
    public void A_display_is_updated_wherever_it_stands()
    {
        Display("1", "old", id: "x");
        Display("2", "old", id: "x");
        Display("2", "other", id: "y");
        _recorder.Record(Message("2", "update_display_data", Data("new", "x")));

        Assert.Equal(["new"], Outputs(_first));
        Assert.Equal(["new", "other"], Outputs(_second));
        Assert.DoesNotContain("transient", _first.Node.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_output_clears_at_once_or_when_the_next_output_comes()
    {
        Write("1", "a");
        _recorder.Record(Message("1", "clear_output", new JsonObject { ["wait"] = true }));
        Assert.Equal(["stdout a"], Outputs(_first));
        Write("1", "b");
        Assert.Equal(["stdout b"], Outputs(_first));
        _recorder.Record(Message("1", "clear_output", new JsonObject { ["wait"] = false }));
        Assert.Empty(Outputs(_first));
    }

    [Fact]
    public void A_cell_holds_no_more_than_its_limit_and_has_no_holes()
    {
        Assert.True(Write("1", new string('a', 60)));
        Assert.False(Write("1", new string('b', 60)));
        Assert.False(Write("1", "c"));
        _recorder.AddError("1", "OutputLimit", "too much");

        Assert.Equal(["stdout " + new string('a', 60), "error OutputLimit"], Outputs(_first));
        Assert.True(Write("2", "another cell has room"));
    }

    [Fact]
    public void Pictures_that_replace_each_other_count_once()
    {
        for (var i = 0; i < 10; i++)
        {
            _recorder.Record(Message("1", "clear_output", new JsonObject { ["wait"] = true }));
            Assert.True(Display("1", new string('x', 90), id: "chart"));
            Assert.True(_recorder.Record(Message("1", "update_display_data", Data(new string('y', 90), "chart"))));
        }
        Assert.Equal([new string('y', 90)], Outputs(_first));
    }

    private bool Write(string request, string text, string stream = "stdout") =>
        _recorder.Record(Message(request, "stream", new JsonObject { ["name"] = stream, ["text"] = text }));

    private bool Display(string request, string text, string? id = null) => _recorder.Record(Message(request, "display_data", Data(text, id)));

    private static JsonObject Data(string text, string? id) => new()
    {
        ["data"] = new JsonObject { ["text/plain"] = text },
        ["metadata"] = new JsonObject(),
        ["transient"] = id is null ? new JsonObject() : new JsonObject { ["display_id"] = id },
    };

    private static JupyterMessage Message(string request, string type, JsonObject content) => JupyterMessage.Create(type, content, "session") with
    {
        Parent = new JsonObject { ["msg_id"] = request },
    };

    private string[] Outputs(NotebookCell cell)
    {
        _recorder.Complete();
        return [.. cell.Outputs.Select(output => output!["output_type"]!.GetValue<string>() switch
        {
            "stream" => $"{output["name"]} {string.Join('|', output["text"]!.AsArray())}",
            "error" => $"error {output["ename"]}",
            _ => MultilineText.Join(output["data"]!["text/plain"]),
        })];
    }
}
