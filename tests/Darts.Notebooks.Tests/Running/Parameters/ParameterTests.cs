using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Tests.Running.Parameters;

public class ParameterTests
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
        string folder = null;
        decimal price = 1.5m;
        System.Int32 whole = 1;
        string[] names = [];
        List<double> rates = [];
        double?[] gaps = [];
        var picked = Order.First;
        var widths = new[] { 1, 2 };
        System.IO.FileMode mode = System.IO.FileMode.Open;
        DateTime day = DateTime.Today;
        var made = Make();
        Order? other = null;
        const int Fixed = 3;
        enum Order { First, Second }
        """;

    [Fact]
    public void Names_types_defaults_and_comments_are_read_from_the_declarations()
    {
        var parameters = ParameterDeclarations.Read(Declarations);

        Assert.Equal(
            ["profile", "channels", "rate", "decay", "quick", "big", "small", "order", "sizes", "guessed", "path"],
            parameters.Take(11).Select(parameter => parameter.Name));
        Assert.Equal(new Parameter("profile", "string", "\"small\"", "small | ci | paper"), parameters[0]);
        Assert.Equal(new Parameter("channels", "int?", "null", "null takes the profile's"), parameters[1]);
        Assert.Equal(new Parameter("decay", "double", "-3e-4", ""), parameters[3]);
        Assert.Equal(["First", "Second"], parameters.Single(parameter => parameter.Name == "other").Members);
        Assert.Equal(
            ["double", "Order", "int[]", "var"],
            ((string[])["guessed", "picked", "widths", "made"]).Select(name => parameters.Single(parameter => parameter.Name == name).Type));
        Assert.DoesNotContain(parameters, parameter => parameter.Name == "Fixed");
    }

    [Theory]
    [InlineData("profile", "a \"b\" \\c", "\"a \\\"b\\\" \\\\c\"")]
    [InlineData("profile", "null", "\"null\"")]
    [InlineData("channels", "16", "16")]
    [InlineData("channels", "null", "null")]
    [InlineData("path", "null", "null")]
    [InlineData("folder", "null", "null")]
    [InlineData("rate", "-1e-3", "-0.001d")]
    [InlineData("rate", "3", "3d")]
    [InlineData("quick", "True", "true")]
    [InlineData("quick", "no", "false")]
    [InlineData("big", "5000000000", "5000000000L")]
    [InlineData("small", "0.5", "0.5f")]
    [InlineData("price", "0.10", "0.10m")]
    [InlineData("whole", "-2", "-2")]
    [InlineData("order", "second", "Order.Second")]
    [InlineData("other", "null", "null")]
    [InlineData("picked", "Second", "Order.Second")]
    [InlineData("mode", "Append", "Enum.Parse<System.IO.FileMode>(\"Append\", ignoreCase: true)")]
    [InlineData("sizes", "3, 4", "[3, 4]")]
    [InlineData("sizes", "[3, 4]", "[3, 4]")]
    [InlineData("sizes", "5", "[5]")]
    [InlineData("sizes", "", "[]")]
    [InlineData("names", "[a, 'b, c', \"1\"]", "[\"a\", \"b, c\", \"1\"]")]
    [InlineData("rates", "1,2.5", "[1d, 2.5d]")]
    [InlineData("gaps", "[1, null]", "[1d, null]")]
    [InlineData("widths", "7", "[7]")]
    public void A_word_is_read_as_the_declared_type(string name, string word, string code) =>
        Assert.Equal($"// Parameters\n{name} = {code};", Inject(new GivenParameter(name, new ParameterValue.Word(word), "-p")));

    [Theory]
    [InlineData("channels", "many", "-p channels many: many is not of the type that the notebook declares: int? channels = null; // null takes the profile's")]
    [InlineData("big", "1.5", "long big = 1;")]
    [InlineData("rate", "NaN", "double rate = 0.025;")]
    [InlineData("rate", "1,5", "double rate = 0.025;")]
    [InlineData("quick", "1", "bool quick = false;")]
    [InlineData("whole", "3000000000", "System.Int32 whole = 1;")]
    [InlineData("whole", "null", "System.Int32 whole = 1;")]
    [InlineData("sizes", "[1, x]", "x is not of the type")]
    [InlineData("sizes", "[1, ", "not YAML")]
    [InlineData("order", "secnd", "Order has no member \"secnd\". Did you mean Second? It has First, Second.")]
    [InlineData("order", "1", "Order has no member \"1\".")]
    [InlineData("day", "2020-01-01", "no value of its type can be given: DateTime day")]
    [InlineData("made", "1", "no value of its type can be given: var made")]
    [InlineData("profil", "x", "Did you mean profile? It has profile, channels, rate")]
    [InlineData("Fixed", "4", "no parameter of this name")]
    public void A_wrong_name_or_value_is_refused_with_what_would_be_right(string name, string word, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => Inject(new GivenParameter(name, new ParameterValue.Word(word), "-p"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_raw_value_is_a_string_whatever_it_looks_like()
    {
        Assert.Equal("// Parameters\nfolder = \"null\";", Inject(Raw("folder", "null")));
        Assert.Equal("// Parameters\nprofile = \"1\";", Inject(Raw("profile", "1")));
        // An enum's member is a word in JSON too, where all words have quotes.
        Assert.Equal("// Parameters\norder = Order.Second;", Inject(Raw("order", "Second")));
        Assert.Contains("-r channels \"5\"", Assert.Throws<UsageException>(() => Inject(Raw("channels", "5"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_without_parameters_says_so() => Assert.Contains(
        "no cell tagged \"parameters\"",
        Assert.Throws<UsageException>(() => ParameterInjection.Inject(Notebook.Create(), [Raw("x", "1")])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_injected_cell_follows_the_tagged_one_and_is_replaced_on_a_second_run()
    {
        var notebook = Notebook.Create();
        notebook.Insert(0, NotebookCell.Code("a", "int x = 1; string y = null;", "parameters"));
        notebook.Insert(1, NotebookCell.Code("injected-parameters", "x"));

        ParameterInjection.Inject(notebook, [Word("x", "2"), Word("y", "a")]);
        var values = ParameterInjection.Inject(notebook, [Word("x", "3"), Word("x", "4")]);

        Assert.Equal(["a", "injected-parameters-2", "injected-parameters"], notebook.Cells.Select(cell => cell.Id));
        Assert.Equal("// Parameters\nx = 4;", notebook.Cells[1].Source);
        Assert.Equal(["injected-parameters"], notebook.Cells[1].Tags);
        Assert.Equal("""{"x":4}""", values.ToJsonString());
    }

    [Fact]
    public void An_enum_may_be_declared_in_any_cell()
    {
        var notebook = Notebook.Create();
        notebook.Insert(0, NotebookCell.Code("a", "enum Order { First, Second }"));
        notebook.Insert(1, NotebookCell.Code("b", "var order = Order.First;", "parameters"));

        ParameterInjection.Inject(notebook, [Word("order", "second")]);

        Assert.Equal("// Parameters\norder = Order.Second;", notebook.Cells[2].Source);
    }

    [Fact]
    public void Papermills_two_word_options_are_joined_also_when_the_value_looks_like_an_option() =>
        Assert.Equal(
            ["run", "--parameter=rate=-0.1", "x.ipynb", "--parameter=a=b=c", "--parameter=only=one", "--raw=name=-p", "-p"],
            Darts.Notebooks.Commands.ParameterArguments.Join(["run", "-p", "rate", "-0.1", "x.ipynb", "--parameters", "a", "b=c", "-p", "only=one", "-r", "name", "-p", "-p"]));

    private static GivenParameter Word(string name, string text) => new(name, new ParameterValue.Word(text), "-p");

    private static GivenParameter Raw(string name, string text) => new(name, new ParameterValue.Quoted(text), "-r");

    private static string Inject(GivenParameter given)
    {
        var notebook = Notebook.Create();
        notebook.Insert(0, NotebookCell.Code("a", Declarations, "parameters"));
        ParameterInjection.Inject(notebook, [given]);
        return notebook.Cells[1].Source;
    }
}
