namespace Darts.Notebooks.Tests.Session;

public class Errors : SessionTest
{
    [Fact]
    public void A_compile_error_names_line_and_column_of_the_cell()
    {
        Value("int before = 1;");

        var error = Error("var a = 1;\nforeach (var i in new[] { 1 }) { a += missing; }");

        Assert.Equal(
            "cell 2 (2,39): error CS0103: The name 'missing' does not exist in the current context\n"
            + "    foreach (var i in new[] { 1 }) { a += missing; }\n"
            + "                                          ^",
            error);
    }

    [Fact]
    public void Directives_do_not_shift_line_numbers() =>
        Assert.StartsWith("cell 1 (3,1): error CS0103", Error("#!csharp\n#r \"System.Xml\"\nmissing"), StringComparison.Ordinal);

    [Fact]
    public void A_cell_on_which_the_compiler_itself_fails_is_an_error_and_the_session_goes_on()
    {
        Value("string name = null;");

        var error = Error("var (a, b) = name switch { null => (\"none\", 0), _ => (name, 1) };");

        Assert.StartsWith("The C# compiler failed on cell 2: NullReferenceException", error, StringComparison.Ordinal);
        Assert.Equal("none", Value("(string c, int d) = name switch { null => (\"none\", 0), _ => (name, 1) };\nc"));
    }

    [Fact]
    public void An_exception_shows_the_frames_of_the_user_and_no_others()
    {
        Value("double Root(double x)\n{\n    if (x < 0)\n        throw new ArgumentException(\"negative\");\n    return Math.Sqrt(x);\n}");

        var error = Error("var x = 1;\n\nRoot(-x)");

        Assert.Equal("System.ArgumentException: negative\n   at Root(Double x) in cell 1, line 4\n   at cell 2, line 3", error);
    }

    [Fact]
    public void Frames_of_libraries_above_the_users_stay() =>
        Assert.Matches(@"^System.FormatException: .*(\n   at System\..*)+\n   at cell 1, line 2$", Error("\nint.Parse(\"x\")"));

    [Fact]
    public void Inner_exceptions_are_shown() =>
        Assert.Contains("\n ---> System.Exception: inside", Error("throw new InvalidOperationException(\"outside\", new Exception(\"inside\"));"), StringComparison.Ordinal);

    [Fact]
    public void An_exception_after_an_await_shows_its_line() =>
        Assert.Equal("System.Exception: late\n   at cell 1, line 2", Error("await Task.Delay(1);\nthrow new Exception(\"late\");"));

    [Fact]
    public void An_unknown_directive_is_an_error_that_lists_the_known_ones()
    {
        var error = Error("1\n#!sql select");

        Assert.Contains("line 2: #!sql: this directive is not known here", error, StringComparison.Ordinal);
        Assert.Contains("#!import, #!csharp, #!markdown", error, StringComparison.Ordinal);
    }
}
