using System.Diagnostics;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Tests.Running;

public sealed class CommandLines : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_writes_into_runs_of_the_repository_and_prints_the_result()
    {
        _folder.Write("global.json", "{}");
        Save("notebooks/x.ipynb", NotebookCell.Code("a", "string who = \"you\"; // whom to greet", "parameters"), NotebookCell.Code("b", "Console.WriteLine($\"Hello {who}\");", "result"));

        var (code, output) = Start("run", "notebooks/x.ipynb", "-p", "who", "--me");

        Assert.True(code == 0, output);
        Assert.Contains("\nHello --me\n", output, StringComparison.Ordinal);
        Assert.Matches(@"Done after \d+\.\d s\. The executed notebook: runs/x\.ipynb", output.Replace('\\', '/'));
        Assert.True(File.Exists(_folder.File("runs/x.ipynb")));
    }

    [Fact]
    public void Inspect_lists_the_parameters()
    {
        Save("x.ipynb", NotebookCell.Code("a", "int? n = null; // how many\nstring name = \"a\";", "parameters"));

        var (code, output) = Start("inspect", "x.ipynb");

        Assert.Equal(0, code);
        Assert.Equal("Parameters of x.ipynb:\n  n     int?    = null  how many\n  name  string  = \"a\"\n", output);
    }

    [Theory]
    [InlineData("run", "none.ipynb", "none.ipynb: no such notebook")]
    [InlineData("run", "text.ipynb", "text.ipynb: not a notebook: not JSON")]
    [InlineData("inspect", "text.ipynb", "text.ipynb: not a notebook: not JSON")]
    [InlineData("run", "x.ipynb -p m 1", "Did you mean n?")]
    [InlineData("run", "x.ipynb --timeout -1", "a time limit is a positive number")]
    [InlineData("run", "x.ipynb --nonsense", "--nonsense")]
    [InlineData("run", "x.ipynb -p n", "-p")]
    [InlineData("run", "x.ipynb -o text.ipynb/out.ipynb", "text.ipynb")]
    [InlineData("kernel", "start none.json", "none.json")]
    public void What_cannot_be_obeyed_ends_with_2_and_says_why(string command, string rest, string reason)
    {
        _folder.Write("text.ipynb", "text");
        Save("x.ipynb", NotebookCell.Code("a", "int n = 1;", "parameters"));

        var (code, output) = Start([command, .. rest.Split(' ')]);

        Assert.Equal(2, code);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Static_images_without_a_browser_end_with_2_before_the_run()
    {
        Save("x.ipynb", NotebookCell.Code("a", "1"));

        var (code, output) = Start([("CHROMIUM", _folder.File("no-browser"))], "run", "x.ipynb", "--static-images");

        Assert.Equal(2, code);
        Assert.Contains("no-browser: no such file", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("runs")));
    }

    [Fact]
    public void Static_images_are_saved_with_the_notebook()
    {
        if (Chromium.Find() is null)
            Assert.Skip("Chromium is not here.");
        _folder.Write("global.json", "{}");
        Save("x.ipynb", NotebookCell.Code("a", "\"<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'/>\".DisplayAs(\"image/svg+xml\");"));

        var (code, output) = Start("run", "x.ipynb", "--static-images");

        Assert.True(code == 0, output);
        Assert.Contains("1 picture added", output, StringComparison.Ordinal);
        Assert.NotNull(Notebook.Read(_folder.File("runs/x.ipynb")).Cells[0].Outputs[0]!["data"]!["image/png"]);
    }

    [Fact]
    public void An_installed_kernel_runs_the_notebook_and_gets_its_environment()
    {
        var installation = new KernelInstallation(_folder.File("jupyter"), "other");
        installation.Install("Other", replace: false);
        var spec = Path.Combine(installation.Folder, "kernel.json");
        File.WriteAllText(spec, File.ReadAllText(spec).Replace("\"argv\"", "\"env\": { \"GREETING\": \"hello from the spec\" },\n\"argv\"", StringComparison.Ordinal));
        Save("x.ipynb", NotebookCell.Code("a", "Environment.GetEnvironmentVariable(\"GREETING\")", "result"));

        var (code, output) = Start([("JUPYTER_DATA_DIR", _folder.File("jupyter"))], "run", "x.ipynb", "--kernel", "OTHER");

        Assert.True(code == 0, output);
        Assert.Contains("\nhello from the spec\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kernel_ends_with_2_and_the_names_of_the_installed_ones()
    {
        new KernelInstallation(_folder.File("jupyter"), "other").Install("Other", replace: false);
        Save("x.ipynb", NotebookCell.Code("a", "1"));

        var (code, output) = Start([("JUPYTER_PATH", _folder.File("jupyter"))], "run", "x.ipynb", "--kernel", "another");

        Assert.Equal(2, code);
        Assert.Matches(@"--kernel another: no such kernel is installed\. Installed are: .*\bother\b", output);
    }

    [Fact]
    public void A_kernel_that_knows_only_signals_is_interrupted_by_one()
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/usr/share/jupyter/kernels/python3/kernel.json"))
            Assert.Skip("No kernel that is interrupted by signals is here (Debian's python3-ipykernel).");
        Save("x.ipynb", NotebookCell.Code("a", "import time\nprint('begun', flush=True)\ntime.sleep(600)"));

        var (code, output) = Start("run", "x.ipynb", "--kernel", "python3", "--timeout", "5", "-o", "out.ipynb");

        Assert.Equal(3, code);
        Assert.DoesNotContain("killed", output, StringComparison.Ordinal);
        Assert.Contains("KeyboardInterrupt", File.ReadAllText(_folder.File("out.ipynb")), StringComparison.Ordinal);
    }

    private void Save(string name, params NotebookCell[] cells)
    {
        var notebook = Notebook.Create();
        for (var i = 0; i < cells.Length; i++)
            notebook.Insert(i, cells[i]);
        notebook.Save(_folder.File(name));
    }

    private (int Code, string Output) Start(params string[] arguments) => Start([], arguments);

    private (int Code, string Output) Start((string Name, string Value)[] environment, params string[] arguments)
    {
        var engine = KernelCommand.Own("");
        var start = new ProcessStartInfo(engine[0], [engine[1], .. arguments]) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + errors.Result).ReplaceLineEndings("\n"));
    }
}
