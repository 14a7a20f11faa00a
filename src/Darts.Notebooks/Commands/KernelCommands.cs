using System.CommandLine;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Commands;

/// <summary><c>kernel install | uninstall | start</c>.</summary>
internal static class KernelCommands
{
    private static readonly Option<string> s_name = new("--name")
    {
        Description = "The name that notebooks ask for. The default is the one that .NET Interactive gave to C#, so its notebooks open without asking.",
        DefaultValueFactory = _ => NotebookDefaults.KernelName,
    };

    private static readonly Option<string?> s_prefix = new("--prefix")
    {
        Description = "Installs under PREFIX/share/jupyter, for instance a virtual environment, instead of the user's own folder (JUPYTER_DATA_DIR, if set).",
    };

    public static Command Create() => new("kernel", "The C# kernel for Jupyter's clients: VS Code, JupyterLab, Notebook, nbclient, papermill.")
    {
        Install(),
        Uninstall(),
        Start(),
    };

    private static Command Install()
    {
        var displayName = new Option<string>("--display-name") { Description = "What clients show.", DefaultValueFactory = _ => ".NET (C#)" };
        var replace = new Option<bool>("--replace") { Description = "Replaces another kernel of the same name." };
        var command = new Command("install", "Copies the kernel into Jupyter's folder, where every client finds it; the repository may move or go.") { s_name, displayName, s_prefix, replace };
        command.SetAction(arguments =>
        {
            var installation = Installation(arguments);
            installation.Install(arguments.GetValue(displayName)!, arguments.GetValue(replace));
            Console.WriteLine($"Installed the kernel \"{installation.KernelName}\" ({arguments.GetValue(displayName)}) in {installation.Folder}");
        });
        return command;
    }

    private static Command Uninstall()
    {
        var command = new Command("uninstall", "Removes what `kernel install` made.") { s_name, s_prefix };
        command.SetAction(arguments =>
        {
            var installation = Installation(arguments);
            Console.WriteLine(installation.Uninstall() ? $"Removed {installation.Folder}" : $"Nothing to remove: {installation.Folder} does not exist.");
        });
        return command;
    }

    private static Command Start()
    {
        var file = new Argument<string>("connection-file") { Description = "The connection file that the client has written." };
        var pictures = new Option<bool>(KernelCommand.StaticImages)
        {
            Description = "Gives each chart a PNG (about a second each, when its cell has ended), for clients that draw no Plotly figure and for GitHub. Needs Chromium.",
        };
        var command = new Command("start", "Serves one client as kernel. Clients call this; people do not.") { file, pictures };
        command.SetAction(arguments => KernelProgram.Run(arguments.GetValue(file)!, arguments.GetValue(pictures)));
        return command;
    }

    private static KernelInstallation Installation(ParseResult arguments) => new(
        arguments.GetValue(s_prefix) is { } prefix ? JupyterFolders.UnderPrefix(prefix) : JupyterFolders.UserData(),
        arguments.GetValue(s_name)!);
}
