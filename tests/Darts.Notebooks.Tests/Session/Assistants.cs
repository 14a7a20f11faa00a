using Darts.Notebooks.Session;

namespace Darts.Notebooks.Tests.Session;

public class Assistants : SessionTest
{
    [Fact]
    public void What_a_cell_declared_is_completed_with_its_members_and_extensions()
    {
        Value("var numbers = new List<int> { 1, 2 };\nint Twice(int x) => 2 * x;");

        Assert.Equal(["Sort"], Complete("numbers.So"));
        Assert.Contains("Select", Complete("numbers.Sel"));
        Assert.DoesNotContain("Sort", Complete("List<int>.So"));
        Assert.Equal(["Twice"], Complete("var y = Twi"));
        Assert.Contains("foreach", Complete("forea"));
        Assert.Empty(Complete("nowhere."));
    }

    [Theory]
    [InlineData("Twice(1)", "int Twice(int x)", "Doubles a number.")]
    [InlineData("Math.Abs", "Math.Abs(", "Returns the absolute value")]
    [InlineData("new List<int>().Sort", "List<int>.Sort(", "Sorts the elements")]
    [InlineData("Console.Out", "Console.Out", "Gets the standard output stream")]
    [InlineData("display", "display(object", "")]
    public void Inspection_shows_signature_and_summary(string code, string signature, string summary)
    {
        Value("/// <summary>Doubles a number.</summary>\nint Twice(int x) => 2 * x;");

        var text = Session.Assistant.Inspect(code, code.Contains('(', StringComparison.Ordinal) && !code.EndsWith("Sort", StringComparison.Ordinal) ? 2 : code.Length);

        Assert.NotNull(text);
        Assert.Contains(signature, text, StringComparison.Ordinal);
        Assert.Contains(summary, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 + ")]
    [InlineData("nothing")]
    public void What_means_nothing_has_no_description(string code) => Assert.Null(Session.Assistant.Inspect(code, code.Length));

    [Theory]
    [InlineData("if (x)\n{", "incomplete")]
    [InlineData("var s = \"\"\"", "incomplete")]
    [InlineData("1 + 1", "complete")]
    [InlineData("int int;", "invalid")]
    public void Completeness_tells_an_editor_what_enter_does(string code, string expected) => Assert.Equal(expected, CodeAssistant.Completeness(code));

    private IReadOnlyList<string> Complete(string code) => Session.Assistant.Complete(code, code.Length).Names;
}
