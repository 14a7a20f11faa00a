using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Tests.Running;

/// <summary>The command line, where it is about kernels.</summary>
public sealed class KernelCommandLines : CommandLineTest
{
    [Fact]
    public void A_kernel_whose_program_is_missing_or_dies_ends_the_run_with_its_exit_code()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The kernel of this test is a shell.");
        Folder.Write("jupyter/kernels/none/kernel.json", """{"argv": ["no-such-program", "{connection_file}"]}""");
        Folder.Write("jupyter/kernels/dies/kernel.json", """{"argv": ["/bin/sh", "-c", "echo cannot begin >&2; kill -ABRT $$"]}""");
        Save("x.ipynb", NotebookCell.Code("a", "1"));

        var (code, output) = Start([("JUPYTER_PATH", Folder.File("jupyter"))], "run", "x.ipynb", "--kernel", "none");
        Assert.Equal(2, code);
        Assert.Contains("no-such-program: the kernel could not be started", output, StringComparison.Ordinal);

        (code, output) = Start([("JUPYTER_PATH", Folder.File("jupyter"))], "run", "x.ipynb", "--kernel", "dies");
        Assert.Equal(4, code);
        Assert.Contains("The kernel died before it was ready: it aborted (SIGABRT)", output, StringComparison.Ordinal);
        Assert.Contains("cannot begin", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Folder.File("runs/x.ipynb")));
    }

    [Fact]
    public void A_notebook_that_names_no_kernel_runs_on_the_own_one_and_is_told_so()
    {
        Folder.Write("x.ipynb", """{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "id": "a", "metadata": {"tags": ["result"]}, "source": "1 + 1", "outputs": [], "execution_count": null}]}""");

        var (code, output) = Start("run", "x.ipynb");

        Assert.Equal(0, code);
        Assert.Contains("Warning: x.ipynb: it names no kernel", output, StringComparison.Ordinal);
        Assert.Contains("\n2\n", output, StringComparison.Ordinal);
        Assert.Empty(Notebook.Read(Folder.File("runs/x.ipynb")).Metadata);
    }

    [Fact]
    public void An_installed_kernel_runs_the_notebook_and_gets_its_environment()
    {
        var installation = new KernelInstallation(Folder.File("jupyter"), "other");
        installation.Install("Other", replace: false);
        var spec = Path.Combine(installation.Folder, "kernel.json");
        File.WriteAllText(spec, File.ReadAllText(spec).Replace("\"argv\"", "\"env\": { \"GREETING\": \"hello from the spec\" },\n\"argv\"", StringComparison.Ordinal));
        Save("x.ipynb", NotebookCell.Code("a", "Environment.GetEnvironmentVariable(\"GREETING\")", "result"));

        var (code, output) = Start([("JUPYTER_DATA_DIR", Folder.File("jupyter"))], "run", "x.ipynb", "--kernel", "OTHER");

        Assert.True(code == 0, output);
        Assert.Contains("\nhello from the spec\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernel_install_and_uninstall_say_what_they_did_and_spare_another_kernel_of_the_name()
    {
        (string, string)[] data = [("JUPYTER_DATA_DIR", Folder.File("data"))];
        var spec = Folder.File("data/kernels/.net-csharp/kernel.json");

        var (code, output) = Start(data, "kernel", "install");
        Assert.Equal((0, $"Installed the kernel \".net-csharp\" (.NET (C#)) in {Path.GetDirectoryName(spec)}\n"), (code, output));
        Assert.True(File.Exists(spec));
        Assert.Equal((0, $"Removed {Path.GetDirectoryName(spec)}\n"), Start(data, "kernel", "uninstall"));
        Assert.Equal((0, $"Nothing to remove: {Path.GetDirectoryName(spec)} does not exist.\n"), Start(data, "kernel", "uninstall"));

        Folder.Write("data/kernels/.net-csharp/kernel.json", """{"argv": ["dotnet", "interactive"], "display_name": ".NET (C#)"}""");
        (code, output) = Start(data, "kernel", "install");
        Assert.Equal(2, code);
        Assert.Matches("--name.*--replace", output);
        Assert.Contains("interactive", File.ReadAllText(spec), StringComparison.Ordinal);

        (code, output) = Start(data, "kernel", "install", "--prefix", Folder.File("env"), "--name", "kit", "--display-name", "The kit");
        Assert.Equal(0, code);
        Assert.Contains("\"kit\" (The kit)", output, StringComparison.Ordinal);
        Assert.Contains("\"The kit\"", File.ReadAllText(Folder.File("env/share/jupyter/kernels/kit/kernel.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kernel_ends_with_2_and_the_names_of_the_installed_ones()
    {
        new KernelInstallation(Folder.File("jupyter"), "other").Install("Other", replace: false);
        Save("x.ipynb", NotebookCell.Code("a", "1"));

        var (code, output) = Start([("JUPYTER_PATH", Folder.File("jupyter"))], "run", "x.ipynb", "--kernel", "another");

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
        Assert.Contains("KeyboardInterrupt", File.ReadAllText(Folder.File("out.ipynb")), StringComparison.Ordinal);
    }
}
