using System.CommandLine;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Commands;

/// <summary>The words that <c>run</c> understands.</summary>
internal static class RunArguments
{
    public static readonly Argument<string[]> Notebooks = new("notebook")
    {
        Description = "The notebooks to run, .ipynb files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> s_output = Named("--output", "-o", "FILE", "Where the executed notebook goes; of several notebooks the folder. By default runs/NAME.ipynb in the repository (the nearest folder above the notebook that has a global.json), or in this folder where there is none.");

    private static readonly Option<string?> s_kernel = Named("--kernel", "-k", "NAME", "Runs on a kernel that is installed for Jupyter's clients. By default the notebook gets the C# kernel of this program.");

    private static readonly Option<string[]> s_parameters = Many(ParameterArguments.Option, "-p", "NAME VALUE", "Sets a parameter to a value of the type that the notebook declares: -p epochs 3 -p rate 1e-3 -p sizes 3,4 -p path null.");

    private static readonly Option<string[]> s_raw = Many(ParameterArguments.RawOption, "-r", "NAME VALUE", "Sets a parameter that is a string, whatever the value looks like: -r name null.");

    private static readonly Option<string[]> s_files = Many("--parameters-file", "-f", "FILE", "Reads parameters from a YAML or JSON file, a mapping from names to values.", "--parameters_file");

    private static readonly Option<string[]> s_yaml = Many("--parameters-yaml", "-y", "YAML", "Reads parameters from YAML on the command line: -y \"{epochs: 3, order: second}\".", "--parameters_yaml");

    private static readonly Option<bool> s_prepareOnly = new("--prepare-only") { Description = "Writes the notebook with its parameters, and its page with --html, and runs nothing; needs no kernel." };

    private static readonly Option<string?> s_from = Named("--from", null, "PLACE", "Begins at this cell; those before it are not run and keep their outputs.");

    private static readonly Option<string?> s_to = Named("--to", null, "PLACE", "Ends with this cell.");

    private static readonly Option<string[]> s_only = Many("--only", null, "TAG", "Runs only cells with this tag. Tag what they need, too: imports, the parameters.");

    private static readonly Option<string[]> s_skip = Many("--skip", null, "TAG", "Runs no cells with this tag.");

    private static readonly Option<double?> s_timeout = Limit("--timeout", "The longest that one cell may take. No limit by default.", "--execution-timeout");

    private static readonly Option<double?> s_totalTimeout = Limit("--total-timeout", "The longest that the run of a notebook may take, start included. No limit by default.");

    private static readonly Option<double?> s_startTimeout = Limit("--start-timeout", "The longest that the kernel may take to start. 60 by default.", "--start_timeout");

    private static readonly Option<double?> s_outputLimit = new("--output-limit") { HelpName = "MILLIONS", Description = "The most that one cell may print and show, in millions of characters. 50 by default." };

    private static readonly Option<bool> s_allowErrors = new("--allow-errors") { Description = "Goes on after a cell that failed. The exit code is 1 all the same; where an error is meant, tag the cell raises-exception." };

    private static readonly Option<bool> s_logOutput = new("--log-output") { Description = "Shows all that cells print and display while they run, stderr included." };

    private static readonly Option<int> s_jobs = new("--jobs", "-j") { HelpName = "N", Description = "Runs so many notebooks at once. 1 by default.", DefaultValueFactory = _ => 1 };

    private static readonly Option<bool> s_recordTiming = new("--record-timing") { Description = "Writes into the metadata of each cell when it ran, how long and how it ended (papermill's keys: start_time, end_time, duration, status, exception), and of the notebook. Without it runs of the same outputs are the same bytes." };

    private static readonly Option<string?> s_junit = Named("--junit", null, "FILE", "Writes a report in JUnit's XML for CI servers: a suite a notebook, a test case a cell.");

    private static readonly Option<string?> s_html = Named("--html", null, "FILE", "Writes the executed notebook as one HTML page that needs no network; of several notebooks the folder for NAME.html. A Plotly figure without a picture puts plotly.js into the page (3.6 MB); with --static-images the page needs no script.");

    private static readonly Option<bool> s_staticImages = new("--static-images") { Description = "Adds a PNG to every chart and puts one in place of every SVG, drawn by a headless Chromium or Chrome (on the PATH, or named by the environment variable CHROMIUM), for readers such as GitHub that run no script." };

    private static readonly Option<string?> s_plotlyScript = Named("--plotly-js", null, "FILE", "plotly.js for --html and --static-images, or an assembly that embeds it. By default artifacts/kit/Plotly.NET.dll in the repository.");

    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("Notebook and kernel", "", [s_output, s_kernel]),
        new(
            "Parameters",
            "A notebook's parameters are the variables that its code cell tagged \"parameters\" declares; `inspect` lists them. The values go into a cell of their own after it, tagged"
            + " \"injected-parameters\", which a later run replaces. Types are those of the declarations: bool, int, long, float, double, decimal, string, enums by their members' names,"
            + " nullables, arrays. An unknown name or a value of another type is an error before anything runs. Of several values for a name -r wins over -p, -p over -y, -y over -f, and the later over the earlier.",
            [s_parameters, s_raw, s_files, s_yaml, s_prepareOnly]),
        new(
            "Selection",
            "A PLACE is the number of a code cell as progress shows it, a cell's id, a tag (--from takes the first cell that has it, --to the last), or a heading (its whole section). Cells that are"
            + " not run keep the outputs that they have. Cells tagged skip-execution are never run; those tagged raises-exception may fail.",
            [s_from, s_to, s_only, s_skip]),
        new(
            "Limits and errors",
            "A cell over a limit is interrupted; one that does not react within 5 s is killed with its kernel. The notebook is saved whole after every cell and every 30 s in a long one, so what was shown"
            + " so far is kept. A cell that failed is marked as papermill marks it: a link at the top of the notebook, an anchor at the cell, both removed by the next run.",
            [s_timeout, s_totalTimeout, s_startTimeout, s_outputLimit, s_allowErrors]),
        new(
            "Progress and several notebooks",
            "On a terminal the running cell moves; elsewhere every cell is one line, and one that takes longer shows its last line every few seconds. The outputs of cells tagged \"result\" are printed at the end."
            + " Several notebooks end with a table, and with the highest of their exit codes; what is wrong with one of them before it is begun keeps all from running.",
            [s_logOutput, s_jobs]),
        new("Reports", "", [s_recordTiming, s_junit, s_html, s_staticImages, s_plotlyScript]),
    ];

    /// <exception cref="UsageException">An option's value cannot be obeyed, or a notebook is not there.</exception>
    public static RunRequest Read(ParseResult arguments)
    {
        var notebooks = arguments.GetValue(Notebooks)!.Select(RepositoryPaths.Display).ToList();
        if (notebooks.Find(notebook => !File.Exists(notebook)) is { } missing)
            throw new UsageException(missing.StartsWith('-') ? UnknownOption(missing) : $"{missing}: no such notebook.");
        var common = Common(arguments);
        var output = arguments.GetValue(s_output);
        return new RunRequest
        {
            Notebooks = [.. notebooks.Select(notebook => common with { Notebook = notebook, Output = OutputOf(notebook, output, notebooks.Count > 1) })],
            Jobs = arguments.GetValue(s_jobs) is >= 1 and var jobs ? jobs : throw new UsageException($"--jobs {arguments.GetValue(s_jobs)}: at least one notebook runs at a time."),
            PrepareOnly = arguments.GetValue(s_prepareOnly),
            LogOutput = arguments.GetValue(s_logOutput),
            JUnit = arguments.GetValue(s_junit),
            Html = arguments.GetValue(s_html) is { } html ? [.. notebooks.Select(notebook => PageOf(notebook, html, notebooks.Count > 1))] : [],
            StaticImages = arguments.GetValue(s_staticImages),
            PlotlyScript = arguments.GetValue(s_plotlyScript) is not { } script || File.Exists(script) ? arguments.GetValue(s_plotlyScript) : throw new UsageException($"--plotly-js {script}: no such file."),
        };
    }

    private static string UnknownOption(string word)
    {
        var name = word.Split('=')[0];
        return $"{name}: no such option.{Spelling.DidYouMean(name, Groups.SelectMany(group => group.Options).Select(option => option.Name))} `run --help` lists them.";
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
                From = arguments.GetValue(s_from),
                To = arguments.GetValue(s_to),
                Only = arguments.GetValue(s_only) ?? [],
                Skip = arguments.GetValue(s_skip) ?? [],
            },
            AllowErrors = arguments.GetValue(s_allowErrors),
            RecordTiming = arguments.GetValue(s_recordTiming),
            CellLimit = Seconds(arguments, s_timeout),
            TotalLimit = Seconds(arguments, s_totalTimeout),
        };
        options = options with
        {
            StartLimit = Seconds(arguments, s_startTimeout) ?? options.StartLimit,
            OutputLimit = arguments.GetValue(s_outputLimit) switch
            {
                null => options.OutputLimit,
                > 0 and < 1e6 and var millions => (long)(millions * 1e6),
                var other => throw new UsageException($"--output-limit {other}: a limit is a positive number of millions of characters."),
            },
        };
        if (arguments.GetValue(s_kernel) is not { } kernelName)
            return options;
        var kernel = KernelSpec.Find(kernelName);
        return options with { KernelName = kernel.Name, Kernel = kernel.Command, KernelEnvironment = kernel.Environment, InterruptsBySignal = kernel.InterruptsBySignal };
    }

    // Papermill's order: of one name the last counts.
    private static List<GivenParameter> Parameters(ParseResult arguments) =>
    [
        .. (arguments.GetValue(s_files) ?? []).SelectMany(ParameterFile.Read),
        .. (arguments.GetValue(s_yaml) ?? []).SelectMany(yaml => ParameterFile.FromYaml(yaml, "-y")),
        .. (arguments.GetValue(s_parameters) ?? []).Select(word => ParameterArguments.Split("-p", word)).Select(word => new GivenParameter(word.Name, new ParameterValue.Word(word.Value), "-p")),
        .. (arguments.GetValue(s_raw) ?? []).Select(word => ParameterArguments.Split("-r", word)).Select(word => new GivenParameter(word.Name, new ParameterValue.Quoted(word.Value), "-r")),
    ];

    private static string OutputOf(string notebook, string? output, bool several)
    {
        if (output is null)
            return RepositoryPaths.Display(Path.Combine(RepositoryPaths.Root(notebook), "runs", Path.GetFileName(notebook)));
        if (several && File.Exists(output))
            throw new UsageException($"-o {output}: the executed notebooks of several need a folder, and this is a file.");
        return several || Directory.Exists(output) || Path.EndsInDirectorySeparator(output) ? Path.Combine(output, Path.GetFileName(notebook)) : output;
    }

    private static string PageOf(string notebook, string html, bool several) =>
        several || Directory.Exists(html) || Path.EndsInDirectorySeparator(html) ? Path.Combine(html, Path.GetFileNameWithoutExtension(notebook) + ".html") : html;

    private static TimeSpan? Seconds(ParseResult arguments, Option<double?> option) => arguments.GetValue(option) switch
    {
        null => null,
        > 0 and < 1e6 and var seconds => TimeSpan.FromSeconds(seconds),
        var other => throw new UsageException($"{option.Name} {other}: a time limit is a positive number of seconds."),
    };

    private static Option<string?> Named(string name, string? letter, string value, string description) =>
        new(name, letter is null ? [] : [letter]) { HelpName = value, Description = description };

    private static Option<string[]> Many(string name, string? letter, string value, string description, params string[] aliases) =>
        new(name, letter is null ? aliases : [letter, .. aliases]) { HelpName = value, Description = description, Arity = ArgumentArity.ZeroOrMore };

    private static Option<double?> Limit(string name, string description, params string[] aliases) => new(name, aliases) { HelpName = "SECONDS", Description = description };
}
