using System.CommandLine;
using Darts.Notebooks.Pictures;
using Darts.Notebooks.Running;
using Spectre.Console;

namespace Darts.Notebooks.Commands;

/// <summary><c>run</c>: executes notebooks headless.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Runs notebooks headless and saves them with their outputs; `run --help` is the manual.") { RunSwitches.Notebooks };
        foreach (var option in RunSwitches.Groups.SelectMany(group => group.Options))
            command.Options.Add(option);
        RunManual.Attach(command);
        command.SetAction((result, cancellation) => RunAsync(RunArguments.Read(result), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        var pictures = request.StaticImages ? Pictures(request) : null;
        var notebooks = Preparation.Of(request);
        if (request.PrepareOnly)
            return Write(request, notebooks);
        using var signals = new StopSignals(cancellation);
        var results = await Batch.RunAsync(notebooks, request.Jobs, (notebook, stop) => RunAsync(request, notebook, pictures, stop), signals.Token);
        RunReports.Write(request, results);
        return (int)results.Max(result => result.Code);
    }

    private static int Write(RunRequest request, IReadOnlyList<PreparedNotebook> notebooks)
    {
        foreach (var prepared in notebooks)
        {
            prepared.Notebook.Save(prepared.Options.Output);
            Console.WriteLine($"Prepared: {prepared.Options.Output}");
        }
        RunReports.WritePages(request, notebooks.Select(prepared => (prepared.Options, prepared.Notebook)));
        return (int)ExitCode.Done;
    }

    private static async Task<RunResult> RunAsync(RunRequest request, PreparedNotebook notebook, StaticImages? pictures, CancellationToken cancellation)
    {
        var result = await RunAsync(request, notebook, cancellation);
        if (pictures is not null && !cancellation.IsCancellationRequested)
            await DrawAsync(pictures, result, cancellation);
        RunReports.Print(result, alone: request.Notebooks.Count == 1);
        return result;
    }

    private static async Task<RunResult> RunAsync(RunRequest request, PreparedNotebook notebook, CancellationToken cancellation)
    {
        var name = Path.GetFileNameWithoutExtension(notebook.Options.Notebook);
        var atOnce = request.Jobs > 1 && request.Notebooks.Count > 1;
        if (request.Notebooks.Count > 1 && !atOnce)
            Console.WriteLine(notebook.Options.Notebook);
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive || atOnce)
        {
            using var progress = new PlainProgress(Console.Out, request.LogOutput, atOnce ? name + " " : "");
            return await new NotebookRunner(notebook, progress).RunAsync(cancellation);
        }
        return await AnsiConsole.Status().StartAsync("Starting", async status =>
        {
            using var progress = new TerminalProgress(AnsiConsole.Console, status, request.LogOutput);
            return await new NotebookRunner(notebook, progress).RunAsync(cancellation);
        });
    }

    private static StaticImages Pictures(RunRequest request)
    {
        var browser = Chromium.Find() ?? throw new UsageException(Environment.GetEnvironmentVariable(Chromium.Variable) is { Length: > 0 } named
            ? $"--static-images: {Chromium.Variable} is {named}: no such file. It must name the executable of Chromium or Chrome."
            : $"--static-images: no Chromium or Chrome on the PATH. Install one (apt-get install chromium), or name its executable in the environment variable {Chromium.Variable}.");
        return new StaticImages(browser, RunReports.PlotlyFile(request, request.Notebooks[0]));
    }

    private static async Task DrawAsync(StaticImages pictures, RunResult result, CancellationToken cancellation)
    {
        Console.WriteLine("Drawing the charts");
        var count = await pictures.AddAsync(result.Notebook, warning => RunReports.Warn(result.Options, warning), cancellation);
        result.Notebook.Save(result.Options.Output);
        Console.WriteLine(count == 1 ? "1 picture added" : $"{count} pictures added");
    }
}
