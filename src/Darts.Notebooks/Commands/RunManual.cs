using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace Darts.Notebooks.Commands;

/// <summary><c>run --help</c>: the manual, by topics.</summary>
internal sealed class RunManual : SynchronousCommandLineAction
{
    private const int Width = 110;

    private const string Introduction =
        "Runs notebooks from the first cell to the last, each in a kernel of its own, and saves them with their outputs. A crash, an abort in"
        + " native code or a hang ends the kernel and never this program or the executed notebook.";

    private const string ExitCodes =
        """
        Exit codes:
          0  done
          1  a cell failed, or the run was interrupted
          2  usage: an option, a parameter or a file cannot be obeyed; the message says what to write instead
          3  a time limit ended the run
          4  the kernel died; the message names the signal
        """;

    private const string Examples =
        """
        Examples:
          run notebooks/02-bilevel-search.ipynb -p channels 16 -p order second
          run notebooks/*.ipynb -p profile ci --jobs 2 --timeout 300 --junit runs/junit.xml --html runs/
          run runs/02-bilevel-search.ipynb -o again.ipynb --from "A search" --log-output
        """;

    /// <summary>Gives the command this help.</summary>
    public static void Attach(Command command) => command.Options.Add(new HelpOption { Action = new RunManual() });

    // The notebook that is missing is not missed.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Write(Text());
        return 0;
    }

    public static string Text()
    {
        var text = new StringBuilder();
        text.AppendLine("Usage: run NOTEBOOK... [options]").AppendLine();
        Wrap(text, Introduction, indent: 0);
        foreach (var group in RunSwitches.Groups)
        {
            text.AppendLine().AppendLine(group.Title + ":");
            if (group.Text.Length > 0)
            {
                Wrap(text, group.Text, indent: 2);
                text.AppendLine();
            }
            foreach (var option in group.Options)
            {
                text.Append("  ").AppendLine(Usage(option));
                Wrap(text, option.Description!, indent: 6);
            }
        }
        return text.AppendLine().AppendLine(ExitCodes).AppendLine().AppendLine(Examples.TrimEnd()).ToString().ReplaceLineEndings("\n");
    }

    private static string Usage(Option option)
    {
        var letter = option.Aliases.FirstOrDefault(alias => alias.Length == 2);
        var value = option.ValueType == typeof(bool) ? "" : $" {option.HelpName}";
        return letter is null ? option.Name + value : $"{letter}, {option.Name}{value}";
    }

    private static void Wrap(StringBuilder text, string paragraph, int indent)
    {
        var line = new StringBuilder(new string(' ', indent));
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.AppendLine(line.ToString().TrimEnd());
                line.Clear().Append(' ', indent);
            }
            line.Append(word).Append(' ');
        }
        text.AppendLine(line.ToString().TrimEnd());
    }
}
