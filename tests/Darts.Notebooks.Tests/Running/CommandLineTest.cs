using System.Diagnostics;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Tests.Running;

/// <summary>Starts the program as a user does, in a folder of its own.</summary>
public abstract class CommandLineTest : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Save(string name, params NotebookCell[] cells)
    {
        var notebook = Notebook.Create();
        for (var i = 0; i < cells.Length; i++)
            notebook.Insert(i, cells[i]);
        notebook.Save(Folder.File(name));
    }

    private protected (int Code, string Output) Start(params string[] arguments) => Start([], arguments);

    private protected (int Code, string Output) Start((string Name, string Value)[] environment, params string[] arguments)
    {
        var engine = KernelCommand.Own("");
        var start = new ProcessStartInfo(engine[0], [engine[1], .. arguments]) { WorkingDirectory = Folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + errors.Result).ReplaceLineEndings("\n"));
    }
}
