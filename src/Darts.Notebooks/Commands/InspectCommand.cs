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
        var command = new Command("inspect", "Lists the parameters of a notebook: the variables that its cell tagged \"parameters\" declares,"
            + " with their types, defaults and the comments after them. `run -p NAME VALUE` sets them.") { s_notebook };
        command.SetAction(arguments =>
        {
            var path = arguments.GetValue(s_notebook)!;
            if (!File.Exists(path))
                throw new UsageException($"{path}: no such notebook.");
            var notebook = Notebook.Read(path);
            if (!notebook.IsCSharp)
                throw new UsageException($"{path}: parameters are read from C# notebooks; this one is written in {notebook.Language}.");
            Console.WriteLine(Describe(path, ParameterDeclarations.Read(notebook)));
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
                $"  {parameter.Name.PadRight(name)}  {parameter.Type.PadRight(type)}  = {parameter.Default.PadRight(value)}  {Help(parameter)}".TrimEnd()),
        ]);
    }

    // The members of an enum say what may be given, where the notebook's author does not.
    private static string Help(Parameter parameter) => parameter.Help.Length > 0 ? parameter.Help : string.Join(" | ", parameter.Members);
}
