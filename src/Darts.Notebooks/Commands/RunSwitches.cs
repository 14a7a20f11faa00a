using System.CommandLine;

namespace Darts.Notebooks.Commands;

/// <summary>The words that <c>run</c> understands, by topics.</summary>
internal static class RunSwitches
{
    public static readonly Argument<string[]> Notebooks = new("notebook")
    {
        Description = "The notebooks to run, .ipynb files.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static readonly Option<string?> Output = Named(
        "--output", "-o", "FILE",
        "Where the executed notebook goes; of several notebooks the folder. By default runs/NAME.ipynb in the repository (the nearest "
        + "folder above the notebook that has a global.json), or in this folder where there is none.");

    public static readonly Option<string?> Kernel = Named(
        "--kernel", "-k", "NAME",
        "Runs on a kernel that is installed for Jupyter's clients. By default the notebook gets the C# kernel of this program.");

    public static readonly Option<string[]> Parameters = Many(
        ParameterArguments.Option, "-p", "NAME VALUE",
        "Sets a parameter to a value of the type that the notebook declares: -p epochs 3 -p rate 1e-3 -p sizes 3,4 -p path null.");

    public static readonly Option<string[]> Raw = Many(
        ParameterArguments.RawOption, "-r", "NAME VALUE",
        "Sets a parameter that is a string, whatever the value looks like: -r name null.");

    public static readonly Option<string[]> Files = Many(
        "--parameters-file", "-f", "FILE",
        "Reads parameters from a YAML or JSON file, a mapping from names to values.", "--parameters_file");

    public static readonly Option<string[]> Yaml = Many(
        "--parameters-yaml", "-y", "YAML",
        "Reads parameters from YAML on the command line: -y \"{epochs: 3, order: second}\".", "--parameters_yaml");

    public static readonly Option<bool> PrepareOnly = new("--prepare-only")
    {
        Description = "Writes the notebook with its parameters, and its page with --html, and runs nothing; needs no kernel.",
    };

    public static readonly Option<string?> From = Named(
        "--from", null, "PLACE",
        "Begins at this cell; those before it are not run and keep their outputs.");

    public static readonly Option<string?> To = Named("--to", null, "PLACE", "Ends with this cell.");

    public static readonly Option<string[]> Only = Many(
        "--only", null, "TAG",
        "Runs only cells with this tag. Tag what they need, too: imports, the parameters.");

    public static readonly Option<string[]> Skip = Many("--skip", null, "TAG", "Runs no cells with this tag.");

    public static readonly Option<double?> Timeout = Limit(
        "--timeout",
        "The longest that one cell may take. No limit by default.", "--execution-timeout");

    public static readonly Option<double?> TotalTimeout = Limit(
        "--total-timeout",
        "The longest that the run of a notebook may take, start included. No limit by default.");

    public static readonly Option<double?> StartTimeout = Limit(
        "--start-timeout",
        "The longest that the kernel may take to start. 60 by default.", "--start_timeout");

    public static readonly Option<double?> OutputLimit = new("--output-limit")
    {
        HelpName = "MILLIONS",
        Description = "The most that one cell may print and show, in millions of characters. 50 by default.",
    };

    public static readonly Option<bool> AllowErrors = new("--allow-errors")
    {
        Description = "Goes on after a cell that failed. The exit code is 1 all the same; where an error is meant, tag the cell raises-exception.",
    };

    public static readonly Option<bool> LogOutput = new("--log-output")
    {
        Description = "Shows all that cells print and display while they run, stderr included.",
    };

    public static readonly Option<int> Jobs = new("--jobs", "-j")
    {
        HelpName = "N",
        Description = "Runs so many notebooks at once. 1 by default.",
        DefaultValueFactory = _ => 1,
    };

    public static readonly Option<bool> RecordTiming = new("--record-timing")
    {
        Description = "Writes into the metadata of each cell when it ran, how long and how it ended (papermill's keys: start_time, end_time, "
            + "duration, status, exception), and of the notebook. Without it runs of the same outputs are the same bytes.",
    };

    public static readonly Option<string?> Junit = Named(
        "--junit", null, "FILE",
        "Writes a report in JUnit's XML for CI servers: a suite a notebook, a test case a cell.");

    public static readonly Option<string?> Html = Named(
        "--html", null, "FILE",
        "Writes the executed notebook as one HTML page that needs no network; of several notebooks the folder for NAME.html. A Plotly "
        + "figure without a picture puts plotly.js into the page (3.6 MB); with --static-images the page needs no script.");

    public static readonly Option<bool> StaticImages = new("--static-images")
    {
        Description = "Adds a PNG to every chart and puts one in place of every SVG, drawn by a headless Chromium or Chrome (on the PATH, or "
            + "named by the environment variable CHROMIUM), for readers such as GitHub that run no script.",
    };

    public static readonly Option<string?> PlotlyScript = Named(
        "--plotly-js", null, "FILE",
        "plotly.js for --html and --static-images, or an assembly that embeds it. By default artifacts/kit/Plotly.NET.dll in the "
        + "repository.");

    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("Notebook and kernel", "", [Output, Kernel]),
        new(
            "Parameters",
            "A notebook's parameters are the variables that its code cell tagged \"parameters\" declares; `inspect` lists them. The values go into"
            + " a cell of their own after it, tagged \"injected-parameters\", which a later run replaces. Types are those of the declarations: bool,"
            + " int, long, float, double, decimal, string, enums by their members' names, nullables, arrays. An unknown name or a value of another"
            + " type is an error before anything runs. Of several values for a name -r wins over -p, -p over -y, -y over -f, and the later over the"
            + " earlier.",
            [Parameters, Raw, Files, Yaml, PrepareOnly]),
        new(
            "Selection",
            "A PLACE is the number of a code cell as progress shows it, a cell's id, a tag (--from takes the first cell that has it, --to the"
            + " last), or a heading (its whole section). Cells that are not run keep the outputs that they have. Cells tagged skip-execution are"
            + " never run; those tagged raises-exception may fail.",
            [From, To, Only, Skip]),
        new(
            "Limits and errors",
            "A cell over a limit is interrupted; one that does not react within 5 s is killed with its kernel. The notebook is saved whole after"
            + " every cell and every 30 s in a long one, so what was shown so far is kept. A cell that failed is marked as papermill marks it: a"
            + " link at the top of the notebook, an anchor at the cell, both removed by the next run.",
            [Timeout, TotalTimeout, StartTimeout, OutputLimit, AllowErrors]),
        new(
            "Progress and several notebooks",
            "On a terminal the running cell moves; elsewhere every cell is one line, and one that takes longer shows its last line every few"
            + " seconds. The outputs of cells tagged \"result\" are printed at the end. Several notebooks end with a table, and with the highest of"
            + " their exit codes; what is wrong with one of them before it is begun keeps all from running. Ctrl+C interrupts the cell, saves and"
            + " reports; a second one ends the program at once.",
            [LogOutput, Jobs]),
        new("Reports", "", [RecordTiming, Junit, Html, StaticImages, PlotlyScript]),
    ];

    private static Option<string?> Named(string name, string? letter, string value, string description) =>
        new(name, letter is null ? [] : [letter]) { HelpName = value, Description = description };

    private static Option<string[]> Many(string name, string? letter, string value, string description, params string[] aliases) =>
        new(name, letter is null ? aliases : [letter, .. aliases]) { HelpName = value, Description = description, Arity = ArgumentArity.ZeroOrMore };

    private static Option<double?> Limit(string name, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = "SECONDS", Description = description };
}
