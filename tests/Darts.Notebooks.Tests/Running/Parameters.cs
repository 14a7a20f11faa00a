using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

public class Parameters
{
    private const string Declarations = """
        // Scale
        string profile = "small"; // small | ci | paper
        int? channels = null;     // null takes the profile's
        double rate = 0.025, decay = -3e-4;
        bool quick = false;
        long big = 1;
        float small = 1f;
        Order order = Order.First; // first | second
        int[] sizes = [1, 2];
        var guessed = -1.5;
        string? path = null;
        const int Fixed = 3;
        enum Order { First, Second }
        """;

    [Fact]
    public void Names_types_defaults_and_comments_are_read_from_the_declarations()
    {
        var parameters = ParameterDeclarations.Read(Declarations);

        Assert.Equal(["profile", "channels", "rate", "decay", "quick", "big", "small", "order", "sizes", "guessed", "path"], parameters.Select(parameter => parameter.Name));
        Assert.Equal(new Parameter("profile", "string", "\"small\"", "small | ci | paper"), parameters[0]);
        Assert.Equal(new Parameter("channels", "int?", "null", "null takes the profile's"), parameters[1]);
        Assert.Equal(new Parameter("decay", "double", "-3e-4", ""), parameters[3]);
        Assert.Equal("double", parameters.Single(parameter => parameter.Name == "guessed").Type);
    }

    [Theory]
    [InlineData("profile", "a \"b\" \\c", "profile = \"a \\\"b\\\" \\\\c\";")]
    [InlineData("channels", "16", "channels = 16;")]
    [InlineData("channels", "null", "channels = null;")]
    [InlineData("path", "null", "path = null;")]
    [InlineData("rate", "-1e-3", "rate = -0.001d;")]
    [InlineData("rate", "3", "rate = 3d;")]
    [InlineData("quick", "True", "quick = true;")]
    [InlineData("big", "5000000000", "big = 5000000000L;")]
    [InlineData("small", "0.5", "small = 0.5f;")]
    [InlineData("order", "second", "order = Enum.Parse<Order>(\"second\", ignoreCase: true);")]
    [InlineData("sizes", "3, 4", "sizes = [3, 4];")]
    public void A_value_becomes_an_assignment_of_the_declared_type(string name, string value, string line) =>
        Assert.Equal("// Parameters\n" + line, ParameterValues.Assignments(ParameterDeclarations.Read(Declarations), [(name, value)]));

    [Theory]
    [InlineData("channels", "many", "int? channels = null; // null takes the profile's")]
    [InlineData("big", "1.5", "long big = 1;")]
    [InlineData("rate", "NaN", "double rate = 0.025;")]
    [InlineData("quick", "1", "bool quick = false;")]
    [InlineData("profil", "x", "Did you mean profile? It has profile, channels, rate")]
    [InlineData("Fixed", "4", "no parameter of this name")]
    public void A_wrong_name_or_value_is_refused_with_what_would_be_right(string name, string value, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => ParameterValues.Assignments(ParameterDeclarations.Read(Declarations), [(name, value)])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_injected_cell_follows_the_tagged_one_and_is_replaced_on_a_second_run()
    {
        var notebook = Notebook.Create();
        notebook.Insert(0, NotebookCell.Code("a", "int x = 1;", "parameters"));
        notebook.Insert(1, NotebookCell.Code("injected-parameters", "x"));

        ParameterInjection.Inject(notebook, [("x", "2")]);
        ParameterInjection.Inject(notebook, [("x", "3")]);

        Assert.Equal(["a", "injected-parameters-2", "injected-parameters"], notebook.Cells.Select(cell => cell.Id));
        Assert.Equal("// Parameters\nx = 3;", notebook.Cells[1].Source);
        Assert.Equal(["injected-parameters"], notebook.Cells[1].Tags);
    }

    [Fact]
    public void Papermills_two_word_option_is_joined_also_when_the_value_looks_like_an_option() =>
        Assert.Equal(
            ["run", "--parameter=rate=-0.1", "x.ipynb", "--parameter=a=b=c", "--parameter=only=one", "-p"],
            Darts.Notebooks.Commands.ParameterArguments.Join(["run", "-p", "rate", "-0.1", "x.ipynb", "--parameter", "a", "b=c", "-p", "only=one", "-p"]));
}
