using System.CommandLine;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Commands;

/// <summary><c>inspect</c>: lists a notebook's parameters.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> s_notebook = new("notebook") { Description = "The notebook, an .ipynb file." };

    public static Command Create()
    {
        var command = new Command("inspect", "Lists the parameters of a notebook: names, types, defaults and what they mean.") { s_notebook };
        command.SetAction(arguments =>
        {
            var path = arguments.GetValue(s_notebook)!;
            if (!File.Exists(path))
                throw new UsageException($"{path}: no such notebook.");
            Console.WriteLine(Describe(path, ParameterDeclarations.Read(Notebook.Read(path))));
        });
        return command;
    }

    private static string Describe(string path, IReadOnlyList<Parameter> parameters)
    {
        if (parameters.Count == 0)
            return $"{path} has no parameters (no cell tagged \"{ParameterDeclarations.Tag}\" that declares variables).";
        var name = parameters.Max(parameter => parameter.Name.Length);
        var type = parameters.Max(parameter => parameter.Type.Length);
        var value = parameters.Max(parameter => parameter.Default.Length);
        return string.Join('\n', (string[])
        [
            $"Parameters of {path}:",
            .. parameters.Select(parameter =>
                $"  {parameter.Name.PadRight(name)}  {parameter.Type.PadRight(type)}  = {parameter.Default.PadRight(value)}  {parameter.Help}".TrimEnd()),
        ]);
    }
}
