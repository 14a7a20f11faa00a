using System.Diagnostics;
using Darts.Notebooks.Commands;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Pictures;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

public sealed class CommandLines : CommandLineTest
{
    [Fact]
    public void Run_writes_into_runs_of_the_repository_and_prints_the_result()
    {
        Folder.Write("global.json", "{}");
        Save("notebooks/x.ipynb", NotebookCell.Code("a", "string who = \"you\"; // whom to greet", "parameters"), NotebookCell.Code("b", "Console.WriteLine($\"Hello {who}\");", "result"));

        var (code, output) = Start("run", "notebooks/x.ipynb", "-p", "who", "--me");

        Assert.True(code == 0, output);
        Assert.Contains("\nHello --me\n", output, StringComparison.Ordinal);
        Assert.Matches(@"Done after \d+\.\d s\. The executed notebook: runs/x\.ipynb", output.Replace('\\', '/'));
        Assert.True(File.Exists(Folder.File("runs/x.ipynb")));
    }

    [Fact]
    public void Inspect_lists_the_parameters()
    {
        Save("x.ipynb", NotebookCell.Code("a", "int? n = null; // how many\nOrder order = Order.First;\nstring name = \"a\";\nenum Order { First, Second }", "parameters"));

        var (code, output) = Start("inspect", "x.ipynb");

        Assert.Equal(0, code);
        Assert.Equal("Parameters of x.ipynb:\n  n      int?    = null         how many\n  order  Order   = Order.First  First | Second\n  name   string  = \"a\"\n", output);
    }

    [Theory]
    [InlineData("run", "none.ipynb", "none.ipynb: no such notebook")]
    [InlineData("run", "text.ipynb", "text.ipynb: not a notebook: not JSON")]
    [InlineData("inspect", "text.ipynb", "text.ipynb: not a notebook: not JSON")]
    [InlineData("run", "x.ipynb -p m 1", "Did you mean n?")]
    [InlineData("run", "x.ipynb --timeout -1", "a time limit is a positive number")]
    [InlineData("run", "x.ipynb --nonsense", "--nonsense: no such option")]
    [InlineData("run", "x.ipynb --time-out=3", "Did you mean --timeout?")]
    [InlineData("run", "x.ipynb --total-timeout 0", "a time limit is a positive number")]
    [InlineData("run", "x.ipynb --output-limit -1", "a limit is a positive number")]
    [InlineData("run", "x.ipynb --jobs 0", "at least one notebook")]
    [InlineData("run", "x.ipynb --from 2", "--from 2: the notebook has no such cell")]
    [InlineData("run", "x.ipynb --skip slow", "--skip slow: no code cell has this tag")]
    [InlineData("run", "x.ipynb -f none.yaml", "none.yaml")]
    [InlineData("run", "x.ipynb -y n", "-y: parameters are a mapping")]
    [InlineData("run", "x.ipynb -r n 1", "-r n \"1\": \"1\" is not of the type that the notebook declares: int n = 1;")]
    [InlineData("run", "x.ipynb --junit .", "it is a folder")]
    [InlineData("run", "x.ipynb --html text.ipynb/page.html", "text.ipynb")]
    [InlineData("run", "x.ipynb sub/x.ipynb", "would all be written to")]
    [InlineData("run", "x.ipynb v5.ipynb two.ipynb", "v5.ipynb: nbformat 5")]
    [InlineData("run", "x.ipynb v2.ipynb", "v2.ipynb: nbformat 2: only nbformat 4 is read. Convert the file with")]
    [InlineData("run", "two.ipynb", "id \"a\" is used twice")]
    [InlineData("run", "python.ipynb", "python.ipynb: its kernel is python3 and its language python; it runs with --kernel python3.")]
    [InlineData("run", "python.ipynb --kernel .net-csharp -p n 1", "parameters are set in C# notebooks")]
    [InlineData("inspect", "python.ipynb", "this one is written in python")]
    [InlineData("run", "x.ipynb -p n", "-p")]
    [InlineData("run", "x.ipynb -o text.ipynb/out.ipynb", "text.ipynb")]
    [InlineData("kernel", "start none.json", "none.json")]
    public void What_cannot_be_obeyed_ends_with_2_and_says_why(string command, string rest, string reason)
    {
        Folder.Write("text.ipynb", "text");
        Folder.Write("v5.ipynb", """{"nbformat": 5, "metadata": {}, "cells": []}""");
        Folder.Write("v2.ipynb", """{"nbformat": 2, "worksheets": []}""");
        Folder.Write("two.ipynb", """{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "raw", "id": "a", "source": ""}, {"cell_type": "raw", "id": "a", "source": ""}]}""");
        Folder.Write("python.ipynb", """{"nbformat": 4, "metadata": {"kernelspec": {"name": "python3", "language": "python"}}, "cells": []}""");
        Folder.Write("jupyter/kernels/.net-csharp/kernel.json", """{"argv": ["none", "{connection_file}"]}""");
        Save("x.ipynb", NotebookCell.Code("a", "int n = 1;", "parameters"));
        Save("sub/x.ipynb", NotebookCell.Code("a", "int n = 1;", "parameters"));

        var (code, output) = Start([("JUPYTER_PATH", Folder.File("jupyter"))], [command, .. rest.Split(' ')]);

        Assert.Equal(2, code);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder.File("runs")) && Directory.EnumerateFiles(Folder.File("runs")).Any(), output);
    }

    [Fact]
    public void Several_notebooks_end_with_a_table_reports_and_the_worst_of_their_exit_codes()
    {
        Folder.Write("global.json", "{}");
        Save("book/good.ipynb", NotebookCell.Code("a", "string who = null;", "parameters"), NotebookCell.Code("b", "Console.WriteLine($\"Hello {who}\");", "result"));
        Save("book/bad.ipynb", NotebookCell.Code("a", "string who = null;", "parameters"), NotebookCell.Code("b", "int a = 1;\nthrow new Exception(who);"));
        Save("book/dead.ipynb", NotebookCell.Code("a", "string who = null;", "parameters"), NotebookCell.Code("b", "System.Diagnostics.Process.GetCurrentProcess().Kill(); await Task.Delay(9999);"));
        Folder.Write("p.yaml", "who: you");

        var (code, output) = Start("run", "book/good.ipynb", "book/bad.ipynb", "book/dead.ipynb", "-f", "p.yaml", "--jobs", "2", "--junit", "reports/junit.xml", "--html", "reports");

        Assert.True(code == 4, output);
        output = output.Replace('\\', '/');
        Assert.Matches(@"(?m)^notebook +result +cells +seconds +executed notebook$", output);
        Assert.Matches(@"(?m)^book/good\.ipynb +done +3/3 +\d+\.\d  runs/good\.ipynb$", output);
        Assert.Matches(@"(?m)^book/bad\.ipynb +failed at \[2/2\] +3/3 +\d+\.\d  runs/bad\.ipynb$", output);
        Assert.Matches(@"(?m)^book/dead\.ipynb +kernel died at \[2/2\] +3/3 +\d+\.\d  runs/dead\.ipynb$", output);
        // The error, with its cell.
        Assert.Contains("book/bad.ipynb: cell [2/2] int a = 1; (In [3]):\n    1 | int a = 1;\n    2 | throw new Exception(who);\nSystem.Exception: you\n   at cell 3, line 2\n", output, StringComparison.Ordinal);
        Assert.Contains("book/good.ipynb:\nHello you\n", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^good \[2/2\] Console\.WriteLine\(\$""Hello \{who\}""\); \d+\.\d s$", output);
        var suites = System.Xml.Linq.XDocument.Load(Folder.File("reports/junit.xml")).Root!;
        Assert.Equal(["book/good.ipynb", "book/bad.ipynb", "book/dead.ipynb"], suites.Elements().Select(suite => ((string)suite.Attribute("name")!).Replace('\\', '/')));
        Assert.Equal(("9", "1", "1"), ((string)suites.Attribute("tests")!, (string)suites.Attribute("failures")!, (string)suites.Attribute("errors")!));
        Assert.All(["good", "bad", "dead"], name => Assert.Contains("</html>", File.ReadAllText(Folder.File($"reports/{name}.html")), StringComparison.Ordinal));
        Assert.Contains("SIGKILL", File.ReadAllText(Folder.File("runs/dead.ipynb")), StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_only_writes_the_parameters_and_starts_no_kernel()
    {
        Folder.Write("jupyter/kernels/none/kernel.json", """{"argv": ["no-such-program", "{connection_file}"]}""");
        Save("x.ipynb", NotebookCell.Code("a", "int n = 1;", "parameters"), NotebookCell.Code("b", "n"));
        var cell = Notebook.Read(Folder.File("x.ipynb"));
        cell.Cells[1].Outputs.Add(System.Text.Json.Nodes.JsonNode.Parse("""{"name": "stdout", "output_type": "stream", "text": ["kept\n"]}"""));
        cell.Save(Folder.File("x.ipynb"));

        var (code, output) = Start([("JUPYTER_PATH", Folder.File("jupyter"))], "run", "x.ipynb", "--kernel", "none", "--prepare-only", "-p", "n", "2", "-o", "with.ipynb", "--html", "with.html");
        Assert.True(code == 0, output);
        Assert.Equal("// Parameters\nn = 2;", Notebook.Read(Folder.File("with.ipynb")).Cells[1].Source);
        Assert.Contains("kept", File.ReadAllText(Folder.File("with.html")), StringComparison.Ordinal);

        Assert.Equal(0, Start("run", "x.ipynb", "--prepare-only", "-o", "without.ipynb").Code);
        Assert.Equal(File.ReadAllBytes(Folder.File("x.ipynb")), File.ReadAllBytes(Folder.File("without.ipynb")));
    }

    [Fact]
    public void Help_of_run_is_the_manual()
    {
        var (code, output) = Start("run", "--help");

        Assert.Equal(0, code);
        foreach (var option in RunSwitches.Groups.SelectMany(group => group.Options))
        {
            Assert.Contains(option.Name, output, StringComparison.Ordinal);
            Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name);
        }
        foreach (var ending in Enum.GetValues<ExitCode>())
            Assert.Matches($@"(?m)^  {(int)ending}  \w", output);
        foreach (var word in (string[])["skip-execution", "raises-exception", "injected-parameters", "\"result\"", "runs/NAME.ipynb", "Examples:"])
            Assert.Contains(word, output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 112, line));
    }

    [Theory]
    [InlineData("--help", "run", "inspect", "kernel")]
    [InlineData("inspect --help", "<notebook>", "-p NAME VALUE")]
    [InlineData("kernel --help", "install", "uninstall", "start")]
    public void Every_command_has_its_help(string arguments, params string[] words)
    {
        var (code, output) = Start(arguments.Split(' '));

        Assert.Equal(0, code);
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public void Static_images_without_a_browser_end_with_2_before_the_run()
    {
        Save("x.ipynb", NotebookCell.Code("a", "1"));

        var (code, output) = Start([("CHROMIUM", Folder.File("no-browser"))], "run", "x.ipynb", "--static-images");

        Assert.Equal(2, code);
        Assert.Contains("no-browser: no such file", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder.File("runs")));
    }

    [Fact]
    public void Static_images_are_saved_with_the_notebook()
    {
        if (Chromium.Find() is null)
            Assert.Skip("Chromium is not here.");
        Folder.Write("global.json", "{}");
        Save("x.ipynb", NotebookCell.Code("a", "\"<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'/>\".DisplayAs(\"image/svg+xml\");"));

        var (code, output) = Start("run", "x.ipynb", "--static-images");

        Assert.True(code == 0, output);
        Assert.Contains("1 picture added", output, StringComparison.Ordinal);
        Assert.NotNull(Notebook.Read(Folder.File("runs/x.ipynb")).Cells[0].Outputs[0]!["data"]!["image/png"]);
    }

    [Fact]
    public void A_request_to_end_interrupts_the_cell_and_saves_and_reports_all()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no signals.");
        Save("x.ipynb", NotebookCell.Code("a", "Console.WriteLine(\"begun\"); await Task.Delay(600000, Cancellation);"), NotebookCell.Code("b", "2"));
        Save("y.ipynb", NotebookCell.Code("a", "1"));
        var engine = KernelCommand.Own("");
        using var process = Process.Start(new ProcessStartInfo(engine[0], [engine[1], "run", "x.ipynb", "y.ipynb", "--log-output", "--junit", "junit.xml"])
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardOutput = true,
        })!;
        while (process.StandardOutput.ReadLine() is not (null or "    begun"))
        {
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            kill.WaitForExit();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));

        Assert.Equal(1, process.ExitCode);
        Assert.Matches(@"x\.ipynb +failed at \[1/2\] +1/2 ", output);
        Assert.Matches(@"y\.ipynb +interrupted +0/1 ", output);
        var outputs = Notebook.Read(Folder.File("runs/x.ipynb")).Cells.Single(cell => cell.Id == "a").Outputs;
        Assert.Equal(["stream", "error"], outputs.Select(item => item!["output_type"]!.GetValue<string>()));
        Assert.Contains("Interrupted by the user", File.ReadAllText(Folder.File("junit.xml")), StringComparison.Ordinal);
    }
}
