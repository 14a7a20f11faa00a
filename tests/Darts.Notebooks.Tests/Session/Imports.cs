namespace Darts.Notebooks.Tests.Session;

public class Imports : SessionTest
{
    [Fact]
    public void A_script_is_imported_and_its_paths_start_from_its_own_folder()
    {
        Folder.Write("sub/kit.csx", "#!import more/inner.cs\nint outer = inner + 1;");
        Folder.Write("sub/more/inner.cs", "int inner = 1;");

        Assert.Equal("2", Value("#!import sub/kit.csx\nouter"));
    }

    [Fact]
    public void A_path_is_found_from_the_repositorys_root_too()
    {
        var notebooks = Directory.CreateDirectory(Folder.File("notebooks")).FullName;
        Folder.Write("global.json", "{}");
        Folder.Write("scripts/a.csx", "int a = 1;");
        using var session = new Darts.Notebooks.Session.CSharpSession(notebooks);

        Assert.Null(session.Execute("#!import scripts/a.csx", 1, Output).Error);
    }

    [Fact]
    public void The_code_cells_of_a_notebook_are_imported()
    {
        var notebook = Darts.Notebooks.Documents.Notebook.Create();
        notebook.Insert(0, Darts.Notebooks.Documents.NotebookCell.Code("a", "int first = 1;"));
        notebook.Insert(1, Darts.Notebooks.Documents.NotebookCell.Code("b", "int second = first + 1;"));
        notebook.Save(Folder.File("other.ipynb"));

        Assert.Equal("2", Value("#!import other.ipynb\nsecond"));
    }

    [Fact]
    public void An_error_in_an_imported_file_names_the_file_and_its_line()
    {
        Folder.Write("kit.csx", "\nvoid Fail() => throw new Exception(\"x\");\n");
        Folder.Write("bad.csx", "\nint x = nope;");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Folder.Path);

        Assert.Equal($"System.Exception: x\n   at Fail() in {relative}/kit.csx, line 2\n   at cell 1, line 2", Error("#!import kit.csx\nFail();"));
        Assert.StartsWith($"{relative}/bad.csx (2,9): error CS0103", Error("#!import bad.csx"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!import none.csx", "line 1: none.csx: no such file. Looked for ")]
    [InlineData("#!import", "line 1: the directive needs an argument, as in #!import kit.csx")]
    [InlineData("#r \"none.dll\"", "line 1: none.dll: no such file. Looked for ")]
    [InlineData("#!import loop.csx", "loop.csx: the file imports itself")]
    [InlineData("#!import half\0.csx", "line 1: ")]
    [InlineData("#!import data.txt", "only .csx, .cs and .ipynb files can be imported")]
    [InlineData("#r \"data.txt\"", "not a .NET assembly that can be loaded")]
    public void What_cannot_be_imported_is_refused_with_the_reason(string code, string reason)
    {
        Folder.Write("loop.csx", "#!import loop.csx");
        Folder.Write("data.txt", "text");

        Assert.Contains(reason, Error(code), StringComparison.Ordinal);
    }

    [Fact]
    public void Referenced_assemblies_bring_what_they_need_from_their_folder()
    {
        var kit = Kit.Folder();
        Folder.Write("kit.csx", $"#r \"{kit}/Plotly.NET.dll\"\n#r \"{kit}/Plotly.NET.CSharp.dll\"\nusing Plotly.NET;");

        Value("#!import kit.csx");
        Value("var chart = Plotly.NET.CSharp.Chart.Line<double, double, string>(new[] { 1.0, 2 }, new[] { 3.0, 4 });");

        Assert.StartsWith("{\"data\":[{\"type\":\"scatter\"", Value("GenericChart.toFigureJson(chart)"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_that_the_kernel_holds_wins_over_the_file_named()
    {
        Value($"#r \"{Kit.Folder()}/Microsoft.DotNet.Interactive.Formatting.dll\"");

        Assert.Equal(typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location, Value("typeof(Formatter).Assembly.Location"));
    }
}
