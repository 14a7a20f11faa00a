using System.CommandLine;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Commands;

/// <summary>The engine's command line.</summary>
internal static class CommandLine
{
    /// <summary>Obeys a command line and returns its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Runs C# notebooks: headless, or as a kernel for Jupyter's clients.")
        {
            RunCommand.Create(),
            InspectCommand.Create(),
            KernelCommands.Create(),
        };
        // '@' begins no response file here: it may begin a parameter's value.
        var result = root.Parse(ParameterArguments.Join(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            var code = await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            return result.Errors.Count > 0 ? (int)ExitCode.Usage : code;
        }
        catch (Exception e) when (e is UsageException or NotebookFormatException or IOException or UnauthorizedAccessException or InvalidOperationException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return (int)ExitCode.Usage;
        }
    }
}
