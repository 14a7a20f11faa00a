using System.CommandLine;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Commands;

/// <summary>Reads what a call of <c>run</c> asks for.</summary>
internal static class RunArguments
{
    /// <exception cref="UsageException">An option's value cannot be obeyed, or a notebook is not there.</exception>
    public static RunRequest Read(ParseResult arguments)
    {
        var notebooks = Notebooks(arguments);
        var several = notebooks.Count > 1;
        var common = Common(arguments);
        return new RunRequest
        {
            Notebooks = [.. notebooks.Select(notebook => common with { Notebook = notebook, Output = OutputOf(arguments, notebook, several) })],
            Jobs = Jobs(arguments),
            PrepareOnly = arguments.GetValue(RunSwitches.PrepareOnly),
            LogOutput = arguments.GetValue(RunSwitches.LogOutput),
            JUnit = arguments.GetValue(RunSwitches.Junit),
            Html = arguments.GetValue(RunSwitches.Html) is { } html ? [.. notebooks.Select(notebook => PageOf(notebook, html, several))] : [],
            StaticImages = arguments.GetValue(RunSwitches.StaticImages),
            PlotlyScript = Script(arguments),
        };
    }

    private static List<string> Notebooks(ParseResult arguments)
    {
        var notebooks = arguments.GetValue(RunSwitches.Notebooks)!.Select(RepositoryPaths.Display).ToList();
        if (notebooks.Find(notebook => !File.Exists(notebook)) is { } missing)
            throw new UsageException(missing.StartsWith('-') ? UnknownOption(missing) : $"{missing}: no such notebook.");
        return notebooks;
    }

    private static int Jobs(ParseResult arguments)
    {
        var jobs = arguments.GetValue(RunSwitches.Jobs);
        return jobs >= 1 ? jobs : throw new UsageException($"--jobs {jobs}: at least one notebook runs at a time.");
    }

    private static string? Script(ParseResult arguments)
    {
        var script = arguments.GetValue(RunSwitches.PlotlyScript);
        return script is null || File.Exists(script) ? script : throw new UsageException($"--plotly-js {script}: no such file.");
    }

    private static string UnknownOption(string word)
    {
        var name = word.Split('=')[0];
        var names = RunSwitches.Groups.SelectMany(group => group.Options).Select(option => option.Name);
        return $"{name}: no such option.{Spelling.DidYouMean(name, names)} `run --help` lists them.";
    }

    private static RunOptions Common(ParseResult arguments)
    {
        var options = new RunOptions
        {
            Notebook = "",
            Output = "",
            Parameters = Parameters(arguments),
            Selection = new CellSelection
            {
                From = arguments.GetValue(RunSwitches.From),
                To = arguments.GetValue(RunSwitches.To),
                Only = arguments.GetValue(RunSwitches.Only) ?? [],
                Skip = arguments.GetValue(RunSwitches.Skip) ?? [],
            },
            AllowErrors = arguments.GetValue(RunSwitches.AllowErrors),
            RecordTiming = arguments.GetValue(RunSwitches.RecordTiming),
            CellLimit = Seconds(arguments, RunSwitches.Timeout),
            TotalLimit = Seconds(arguments, RunSwitches.TotalTimeout),
        };
        options = options with
        {
            StartLimit = Seconds(arguments, RunSwitches.StartTimeout) ?? options.StartLimit,
            OutputLimit = arguments.GetValue(RunSwitches.OutputLimit) switch
            {
                null => options.OutputLimit,
                > 0 and < 1e6 and var millions => (long)(millions * 1e6),
                var other => throw new UsageException($"--output-limit {other}: a limit is a positive number of millions of characters."),
            },
        };
        if (arguments.GetValue(RunSwitches.Kernel) is not { } kernelName)
            return options;
        var kernel = KernelSpec.Find(kernelName);
        return options with
        {
            KernelName = kernel.Name,
            Kernel = kernel.Command,
            KernelEnvironment = kernel.Environment,
            InterruptsBySignal = kernel.InterruptsBySignal,
        };
    }

    // Papermill's order: of one name the last counts.
    private static List<GivenParameter> Parameters(ParseResult arguments) =>
    [
        .. (arguments.GetValue(RunSwitches.Files) ?? []).SelectMany(ParameterFile.Read),
        .. (arguments.GetValue(RunSwitches.Yaml) ?? []).SelectMany(yaml => ParameterFile.FromYaml(yaml, "-y")),
        .. Given(arguments, RunSwitches.Parameters, "-p", word => new ParameterValue.Word(word)),
        .. Given(arguments, RunSwitches.Raw, "-r", word => new ParameterValue.Quoted(word)),
    ];

    private static IEnumerable<GivenParameter> Given(ParseResult arguments, Option<string[]> option, string letter, Func<string, ParameterValue> value) =>
        (arguments.GetValue(option) ?? [])
            .Select(word => ParameterArguments.Split(letter, word))
            .Select(given => new GivenParameter(given.Name, value(given.Value), letter));

    private static string OutputOf(ParseResult arguments, string notebook, bool several)
    {
        var name = Path.GetFileName(notebook);
        if (arguments.GetValue(RunSwitches.Output) is not { } output)
            return RepositoryPaths.Display(Path.Combine(RepositoryPaths.Root(notebook), "runs", name));
        if (several && File.Exists(output))
            throw new UsageException($"-o {output}: the executed notebooks of several need a folder, and this is a file.");
        return IsFolder(output, several) ? Path.Combine(output, name) : output;
    }

    private static string PageOf(string notebook, string html, bool several) =>
        IsFolder(html, several) ? Path.Combine(html, Path.GetFileNameWithoutExtension(notebook) + ".html") : html;

    private static bool IsFolder(string path, bool several) => several || Directory.Exists(path) || Path.EndsInDirectorySeparator(path);

    private static TimeSpan? Seconds(ParseResult arguments, Option<double?> option) => arguments.GetValue(option) switch
    {
        null => null,
        > 0 and < 1e6 and var seconds => TimeSpan.FromSeconds(seconds),
        var other => throw new UsageException($"{option.Name} {other}: a time limit is a positive number of seconds."),
    };
}
