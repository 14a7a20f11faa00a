using System.CommandLine;
using System.Globalization;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Pictures;
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

    private static readonly Option<string?> s_kernel = new("--kernel") { Description = "Runs on a kernel that is installed for Jupyter's clients. By default the notebook gets the C# kernel of this program.", HelpName = "name" };

    private static readonly Option<double?> s_timeout = new("--timeout") { Description = "The longest that one cell may take, in seconds. No limit by default.", HelpName = "seconds" };

    private static readonly Option<double> s_startTimeout = new("--start-timeout")
    {
        Description = "The longest that the kernel may take to start, in seconds.",
        HelpName = "seconds",
        DefaultValueFactory = _ => 60,
    };

    private static readonly Option<bool> s_logOutput = new("--log-output") { Description = "Shows all that cells print and display while they run, stderr included." };

    private static readonly Option<bool> s_staticImages = new("--static-images")
    {
        Description = "Adds a PNG to every chart and puts one in place of every SVG, drawn by a headless Chromium or Chrome (on the PATH, or named by the environment variable CHROMIUM), for readers such as GitHub that run no script.",
    };

    private static readonly Option<string?> s_plotlyScript = new("--plotly-js")
    {
        Description = "plotly.js for --static-images, or an assembly that embeds it. By default artifacts/kit/Plotly.NET.dll in the repository.",
        HelpName = "file",
    };

    public static Command Create()
    {
        var command = new Command("run", "Runs a notebook in a kernel of its own and saves it with its outputs after every cell."
            + " Exit codes: 0 done, 1 a cell failed, 2 usage, 3 time limit, 4 the kernel died.")
        {
            s_notebook, s_output, s_parameters, s_kernel, s_timeout, s_startTimeout, s_logOutput, s_staticImages, s_plotlyScript,
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
        if (arguments.GetValue(s_kernel) is { } kernelName)
        {
            var kernel = KernelSpec.Find(kernelName);
            options = options with { Kernel = kernel.Command, KernelEnvironment = kernel.Environment, InterruptsBySignal = kernel.InterruptsBySignal };
        }
        // Found out now, and not after an hour.
        var pictures = arguments.GetValue(s_staticImages) ? Pictures(notebook, arguments.GetValue(s_plotlyScript)) : null;
        var everything = arguments.GetValue(s_logOutput);
        var result = Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
            ? await new NotebookRunner(options, new PlainProgress(Console.Out, everything)).RunAsync(cancellation)
            : await AnsiConsole.Status().StartAsync("Starting", async status =>
            {
                using var progress = new TerminalProgress(AnsiConsole.Console, status, everything);
                return await new NotebookRunner(options, progress).RunAsync(cancellation);
            });
        if (pictures is not null)
            await DrawAsync(pictures, result, options, cancellation);
        await ReportAsync(result, options);
        return (int)result.Code;
    }

    private static StaticImages Pictures(string notebook, string? plotlyScript)
    {
        if (plotlyScript is not null && !File.Exists(plotlyScript))
            throw new UsageException($"--plotly-js {plotlyScript}: no such file.");
        var browser = Chromium.Find() ?? throw new UsageException(Environment.GetEnvironmentVariable(Chromium.Variable) is { Length: > 0 } named
            ? $"--static-images: {Chromium.Variable} is {named}: no such file. It must name the executable of Chromium or Chrome."
            : $"--static-images: no Chromium or Chrome on the PATH. Install one (apt-get install chromium), or name its executable in the environment variable {Chromium.Variable}.");
        return new StaticImages(browser, plotlyScript ?? PlotlyScript.DefaultFile(Root(notebook)));
    }

    private static async Task DrawAsync(StaticImages pictures, RunResult result, RunOptions options, CancellationToken cancellation)
    {
        Console.WriteLine("Drawing the charts");
        var count = await pictures.AddAsync(result.Notebook, warning => Console.Error.WriteLine($"Warning: {options.Notebook}: {warning}"), cancellation);
        result.Notebook.Save(options.Output);
        Console.WriteLine(count == 1 ? "1 picture added" : $"{count} pictures added");
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

    private static string DefaultOutput(string notebook) =>
        Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(Root(notebook), "runs", Path.GetFileName(notebook)));

    private static string Root(string notebook) => PathResolver.RepositoryRoot(Path.GetDirectoryName(Path.GetFullPath(notebook))!) ?? Environment.CurrentDirectory;

    private static TimeSpan Seconds(string option, double seconds) =>
        seconds is > 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"{option} {seconds}: a time limit is a positive number of seconds.");
}
