namespace Darts.Notebooks.Tests.Session;

public class Displays : SessionTest
{
    [Fact]
    public void Display_shows_at_once_and_a_display_as_last_expression_shows_once()
    {
        var result = Run("display(42); \"text\".Display(); display(1)");

        Assert.Null(result.Data);
        Assert.Equal(["42", "text", "1"], Output.Displays.Select(display => display.Data["text/plain"]!.GetValue<string>()));
    }

    [Fact]
    public void Html_is_shown_as_html()
    {
        Assert.Equal("<b>x</b>", Run("HTML(\"<b>x</b>\")").Data!["text/html"]!.GetValue<string>());
        Run("\"<i>y</i>\".DisplayAs(\"text/html\");");
        Assert.Equal(["text/html"], Output.Displays[0].Data.Select(field => field.Key));
    }

    [Theory]
    [InlineData("KernelInvocationContext.Current.Display(1).Update(2);")]
    [InlineData("display(1).Update(2);")]
    public void A_display_is_updated_under_its_id(string code)
    {
        Run(code);

        Assert.Equal(2, Output.Displays.Count);
        Assert.Equal(Output.Displays[0].Id, Output.Displays[1].Id);
        Assert.True(Output.Displays[1].Update);
        Assert.Equal("2", Output.Displays[1].Data["text/plain"]!.GetValue<string>());
    }

    [Fact]
    public void A_display_can_be_updated_from_a_later_cell()
    {
        Run("var shown = \"<b>1</b>\".DisplayAs(\"text/html\");");
        var id = Output.Displays[0].Id;

        Run("shown.Update(\"<b>2</b>\");");

        Assert.Equal((id, true), (Output.Displays[0].Id, Output.Displays[0].Update));
        Assert.Equal("<b>2</b>", Output.Displays[0].Data["text/html"]!.GetValue<string>());
    }

    [Fact]
    public void All_preferred_mime_types_of_a_type_go_into_one_bundle_and_json_stays_json()
    {
        Run("""
            class Chart { }
            Formatter.Register<Chart>((chart, writer) => writer.Write("cG5n"), "image/png");
            Formatter.Register<Chart>((chart, writer) => writer.Write("{\"data\": []}"), "application/vnd.plotly.v1+json");
            Formatter.Register<Chart>((chart, writer) => writer.Write("a chart"), "text/plain");
            Formatter.SetPreferredMimeTypesFor(typeof(Chart), "image/png", "application/vnd.plotly.v1+json", "text/plain");
            """);

        var data = Run("new Chart()").Data!;

        Assert.Equal("""{"image/png":"cG5n","application/vnd.plotly.v1\u002Bjson":{"data":[]},"text/plain":"a chart"}""", data.ToJsonString());
    }

    [Fact]
    public void Markdown_and_code_share_a_cell()
    {
        Assert.Equal("3", Value("#!markdown\n# It's a title\n`/* \"\"\" `\n#!csharp\n1 + 2"));
        Assert.Equal("# It's a title\n`/* \"\"\" `", Output.Displays[0].Data["text/markdown"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("#!html\n<b>x</b>", "text/html", "<b>x</b>")]
    [InlineData("#!javascript\nalert(1)", "application/javascript", "alert(1)")]
    [InlineData("#!markdown\n# x", "text/markdown", "# x")]
    [InlineData("\"<b/>\".DisplayAs(\"text/html\");", "text/html", "<b/>")]
    [InlineData("javascript(\"alert(2)\");", "application/javascript", "alert(2)")]
    public void Text_is_shown_in_the_form_that_its_directive_names(string code, string mimeType, string text)
    {
        Run(code);

        var data = Assert.Single(Output.Displays).Data;
        Assert.Equal((mimeType, text), (Assert.Single(data).Key, data[mimeType]!.GetValue<string>()));
    }

    [Fact]
    public void The_time_that_a_cell_takes_is_shown_after_its_own_displays()
    {
        Assert.Equal("2", Value("#!time\ndisplay(1);\nSystem.Threading.Thread.Sleep(20);\n2"));

        Assert.Equal(2, Output.Displays.Count);
        Assert.Matches(@"^Wall time: (0\.(0[2-9]|[1-9])\d*|[1-9][\d.]*) s$", Output.Displays[1].Data["text/plain"]!.GetValue<string>());
    }

    [Fact]
    public void A_line_of_a_raw_string_that_looks_like_a_directive_is_text() =>
        Assert.Equal("#!sql\n#r \"x\"", Value("var text = \"\"\"\n#!sql\n#r \"x\"\n\"\"\";\ntext"));
}
