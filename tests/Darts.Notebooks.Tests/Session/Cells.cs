namespace Darts.Notebooks.Tests.Session;

public class Cells : SessionTest
{
    [Fact]
    public void A_cell_sees_variables_methods_and_types_of_earlier_ones()
    {
        Value("int x = 40; class Two { public int Value = 2; } int Sum(int a) => a + new Two().Value;");

        Assert.Equal("42", Value("Sum(x)"));
    }

    [Fact]
    public void Await_stands_at_top_level() => Assert.Equal("7", Value("await Task.Delay(1);\nawait Task.FromResult(7)"));

    [Fact]
    public void A_statement_has_no_result() => Assert.Null(Value("1 + 1;"[..0] + "var y = 1;"));

    [Fact]
    public void A_call_without_semicolon_that_returns_nothing_has_no_result() => Assert.Null(Value("Console.WriteLine(1)"));

    [Fact]
    public void A_null_result_is_shown() => Assert.Equal("<null>", Value("(string)null"));

    [Fact]
    public void Nullable_annotations_are_welcome_and_say_nothing()
    {
        Value("string? s = null; int? n = null;");

        Assert.Equal("", Output.Text);
    }

    [Fact]
    public void Default_usings_are_those_of_dotnet_interactive() =>
        Assert.Equal("3", Value("new List<int> { 1, 2 }.Sum() + new StringBuilder().Length"));

    [Fact]
    public void Stdout_and_stderr_keep_their_order()
    {
        Value("Console.Write(\"a\"); Console.Error.Write(\"b\"); Console.Write('c'); Console.WriteLine(1.5);");

        Assert.Equal("a!bc1.5\n", Output.Text);
    }

    [Fact]
    public void State_that_a_cell_changed_before_it_threw_stays()
    {
        Error("int kept = 5; kept = 6; throw new Exception(\"boom\");");

        Assert.Equal("6", Value("kept"));
    }

    [Fact]
    public void A_cell_that_does_not_compile_leaves_the_session_as_it_was()
    {
        Value("int a = 1;");
        Error("int b = 2; int c = \"text\";");

        Assert.Equal("1", Value("a"));
        Assert.Contains("CS0103", Error("b"), StringComparison.Ordinal);
    }

    [Fact]
    public void Console_input_is_asked_of_the_client()
    {
        Value("int before = 1;");
        Output.Input.Enqueue("unused");
        var output = new RecordedOutput();
        output.Input.Enqueue("Ada");
        output.Input.Enqueue("secret");

        var result = Session.Execute("Console.ReadLine() + await GetPasswordAsync(\"?\")", 9, output);

        Assert.Equal("Adasecret", result.Data!["text/plain"]!.GetValue<string>());
    }

    [Fact]
    public void A_warning_goes_to_stderr_with_its_place()
    {
        Value("\n#warning look here");

        Assert.StartsWith("!cell 1 (2,10): warning CS1030", Output.Text, StringComparison.Ordinal);
    }
}
