using System.CommandLine;
using System.Globalization;
using Darts.Notebooks.Running;
using Darts.Notebooks.Session;
using Spectre.Console;

namespace Darts.Notebooks.Commands;

/// <summary><c>run</c>: executes a notebook headless.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> s_notebook = new("notebook") { Description = "The notebook to run, an .ipynb file." };

    private static readonly Option<string?> s_output = new("--output", "-o")
    {
        Description = "Where the executed notebook goes. By default runs/NAME.ipynb in the repository.",
        HelpName = "out.ipynb",
    };

    private static readonly Option<string[]> s_parameters = new(ParameterArguments.Option, ParameterArguments.ShortOption)
    {
        Description = "Sets a parameter of the notebook, as in -p profile paper -p channels 16. `inspect` lists them.",
        HelpName = "name value",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<double?> s_timeout = new("--timeout") { Description = "The longest that one cell may take, in seconds. No limit by default.", HelpName = "seconds" };

    private static readonly Option<double> s_startTimeout = new("--start-timeout")
    {
        Description = "The longest that the kernel may take to start, in seconds.",
        HelpName = "seconds",
        DefaultValueFactory = _ => 60,
    };

    private static readonly Option<bool> s_logOutput = new("--log-output") { Description = "Shows all that cells print and display while they run, stderr included." };

    public static Command Create()
    {
        var command = new Command("run", "Runs a notebook in a kernel of its own and saves it with its outputs after every cell."
            + " Exit codes: 0 done, 1 a cell failed, 2 usage, 3 time limit, 4 the kernel died.")
        {
            s_notebook, s_output, s_parameters, s_timeout, s_startTimeout, s_logOutput,
        };
        command.SetAction((result, cancellation) => RunAsync(result, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var notebook = arguments.GetValue(s_notebook)!;
        if (!File.Exists(notebook))
            throw new UsageException($"{notebook}: no such notebook.");
        var options = new RunOptions
        {
            Notebook = notebook,
            Output = arguments.GetValue(s_output) ?? DefaultOutput(notebook),
            Parameters = [.. (arguments.GetValue(s_parameters) ?? []).Select(ParameterArguments.Split)],
            CellLimit = arguments.GetValue(s_timeout) is { } seconds ? Seconds("--timeout", seconds) : null,
            StartLimit = Seconds("--start-timeout", arguments.GetValue(s_startTimeout)),
        };
        var everything = arguments.GetValue(s_logOutput);
        var result = Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
            ? await new NotebookRunner(options, new PlainProgress(Console.Out, everything)).RunAsync(cancellation)
            : await AnsiConsole.Status().StartAsync("Starting", async status =>
            {
                using var progress = new TerminalProgress(AnsiConsole.Console, status, everything);
                return await new NotebookRunner(options, progress).RunAsync(cancellation);
            });
        await ReportAsync(result, options);
        return (int)result.Code;
    }

    private static async Task ReportAsync(RunResult result, RunOptions options)
    {
        if (result.Problem is not null)
        {
            var where = result.FailedCell is { } cell ? $"{options.Notebook}: cell {cell}:\n" : $"{options.Notebook}: ";
            await Console.Error.WriteLineAsync($"\n{where}{result.Problem}\n");
        }
        else if (ResultText.Of(result.Notebook) is { Length: > 0 } text)
        {
            Console.WriteLine($"\n{text}\n");
        }
        var verdict = result.Code == ExitCode.Done ? "Done" : "Stopped";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict} after {result.Elapsed.TotalSeconds:0.0} s. The executed notebook: {options.Output}"));
    }

    private static string DefaultOutput(string notebook)
    {
        var root = PathResolver.RepositoryRoot(Path.GetDirectoryName(Path.GetFullPath(notebook))!) ?? Environment.CurrentDirectory;
        return Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(root, "runs", Path.GetFileName(notebook)));
    }

    private static TimeSpan Seconds(string option, double seconds) =>
        seconds is > 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"{option} {seconds}: a time limit is a positive number of seconds.");
}
