using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Session;

namespace Darts.Notebooks.Tests.KitNotebooks;

/// <summary>What every notebook must be as it is committed: readable on GitHub, on two kernels, and the same after every run.</summary>
public partial class CommittedNotebooks
{
    private const int MostBytes = 1_000_000;

    private static readonly string[] s_chartTypes = ["application/vnd.plotly.v1+json", "image/svg+xml"];
    private static readonly SegmentKind[] s_onBothKernels = [SegmentKind.CSharp, SegmentKind.Reference, SegmentKind.Import, SegmentKind.Markdown];

    // What clients write to tell when a cell ran and how long.
    private static readonly string[] s_timings = ["execution", "papermill", "ExecuteTime"];

    public static IEnumerable<TheoryDataRow<string>> Names() => ShippedNotebooks.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Nbformat_accepts_it(string name) =>
        Python.Run($"import nbformat\nbook = nbformat.read(r'{ShippedNotebooks.File(name)}', nbformat.NO_CONVERT)\nassert (book.nbformat, book.nbformat_minor) == (4, 5)\nnbformat.validate(book)");

    [Theory]
    [MemberData(nameof(Names))]
    public void It_names_its_kernel_as_every_client_knows_it(string name)
    {
        var metadata = Read(name).Metadata;

        AssertJson("""{"display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp"}""", metadata["kernelspec"]);
        AssertJson("""{"file_extension": ".cs", "mimetype": "text/x-csharp", "name": "C#", "pygments_lexer": "csharp", "version": "13.0"}""", metadata["language_info"]);
        Assert.Equal(["kernelspec", "language_info"], metadata.Select(field => field.Key));
        Assert.All(Code(Read(name)), cell =>
        {
            AssertJson("""{"language": "csharp"}""", cell.Metadata["dotnet_interactive"]);
            AssertJson("""{"kernelName": "csharp"}""", cell.Metadata["polyglot_notebook"]);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_one_cell_of_parameters_that_begins_with_the_small_profile(string name)
    {
        var cells = Read(name).Cells;

        var parameters = Assert.Single(cells, cell => cell.HasTag("parameters"));
        Assert.StartsWith("string profile = \"small\";", parameters.Source, StringComparison.Ordinal);
        Assert.DoesNotContain(cells, cell => cell.HasTag("injected-parameters"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_cells_use_only_what_both_kernels_know(string name) => Assert.All(Code(Read(name)), cell =>
    {
        Assert.All(Segments.Parse(cell.Source), segment => Assert.Contains(segment.Kind, s_onBothKernels));
        // The kit's kernel has these, .NET Interactive does not; there display(x).Update(y) shows nothing new.
        Assert.DoesNotMatch(OwnGlobals(), cell.Source);
        Assert.DoesNotMatch(UpdatedDisplay(), cell.Source);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_been_run_to_its_end_without_an_error(string name)
    {
        var code = Code(Read(name)).Where(cell => cell.Source.Trim().Length > 0).ToList();

        Assert.Equal(Enumerable.Range(1, code.Count).Select(number => (int?)number), code.Select(cell => cell.ExecutionCount));
        Assert.Contains(code, cell => cell.Outputs.Count > 0);
        Assert.All(Outputs(code), output => Assert.NotEqual("error", output["output_type"]!.GetValue<string>()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_outputs_show_without_scripts(string name) => Assert.All(Outputs(Code(Read(name))), output =>
    {
        if (output["data"] is not JsonObject data)
            return;
        Assert.DoesNotContain("application/javascript", data.Select(form => form.Key));
        foreach (var (mimeType, value) in data.Where(form => form.Key is "text/html" or "image/svg+xml"))
            Assert.DoesNotContain("<script", MultilineText.Join(value), StringComparison.OrdinalIgnoreCase);
        if (s_chartTypes.Any(data.ContainsKey))
            Assert.True(data.ContainsKey("image/png"), "A chart has no image/png: run the notebook with --static-images.");
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Nbconvert_shows_a_picture_for_every_chart(string name)
    {
        var charts = Outputs(Code(Read(name))).Count(output => output["data"] is JsonObject data && (data.ContainsKey("image/png") || s_chartTypes.Any(data.ContainsKey)));

        var shown = Python.Run($"""
            import nbconvert, re
            page, _ = nbconvert.HTMLExporter().from_filename(r'{ShippedNotebooks.File(name)}')
            print('pictures', len(re.findall(r'<img[^>]*src="data:image/png', page)))
            """);

        Assert.True(charts > 0);
        Assert.Contains($"pictures {charts}\n", shown, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_small_and_in_the_layout_that_a_run_writes(string name)
    {
        var bytes = File.ReadAllBytes(ShippedNotebooks.File(name));

        Assert.True(bytes.Length < MostBytes, $"{name} has {bytes.Length} bytes, more than {MostBytes}.");
        Assert.True(bytes.AsSpan().SequenceEqual(Notebook.Parse(bytes, name).ToBytes()), $"{name} would change when it is read and written: save it by running it.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_holds_no_time_of_a_run_and_no_path_of_a_machine(string name)
    {
        var notebook = Read(name);

        Assert.All(notebook.Cells, cell => Assert.DoesNotContain(cell.Metadata, field => s_timings.Contains(field.Key)));
        Assert.All(Texts(notebook.Root), text => Assert.DoesNotMatch(MachinePath(), text));
    }

    private static Notebook Read(string name) => Notebook.Read(ShippedNotebooks.File(name));

    private static IEnumerable<NotebookCell> Code(Notebook notebook) => notebook.Cells.Where(cell => cell.Kind == CellKind.Code);

    private static IEnumerable<JsonObject> Outputs(IEnumerable<NotebookCell> cells) => cells.SelectMany(cell => cell.Outputs).Select(output => output!.AsObject());

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, found {actual?.ToJsonString() ?? "nothing"}");

    // Every string but the pictures, whose base64 may spell anything.
    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.Where(field => field.Key != "image/png").SelectMany(field => Texts(field.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    [GeneratedRegex(@"(?<![\w.])(ClearOutput\s*\(|Cancellation\b)")]
    private static partial Regex OwnGlobals();

    [GeneratedRegex(@"(?<![\w.])display\([^;]*\)\s*\.Update\(")]
    private static partial Regex UpdatedDisplay();

    [GeneratedRegex(@"(?<![\w.<])/(work|home|root|tmp|Users)\b|[A-Za-z]:\\\\?Users\b")]
    private static partial Regex MachinePath();
}
