using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Commands;

/// <summary>Gets the notebooks of a call ready, and says all that is wrong with them before the first is run.</summary>
internal static class Preparation
{
    /// <exception cref="UsageException">A notebook cannot be read or does not fit the options, or a file cannot be written.</exception>
    public static IReadOnlyList<PreparedNotebook> Of(RunRequest request)
    {
        var problems = new List<string>();
        var notebooks = new List<PreparedNotebook>();
        foreach (var options in request.Notebooks)
        {
            try
            {
                notebooks.Add(PreparedNotebook.Of(options));
            }
            catch (UsageException e)
            {
                problems.Add($"{options.Notebook}: {e.Message}");
            }
            catch (Exception e) when (e is NotebookFormatException or IOException or UnauthorizedAccessException)
            {
                problems.Add(e.Message);
            }
        }
        // Folders are made only for notebooks that will run.
        foreach (var file in problems.Count == 0 ? Files(request) : [])
        {
            try
            {
                AtomicFile.Check(file);
            }
            catch (IOException e)
            {
                problems.Add(e.Message);
            }
        }
        if (problems.Count > 0)
            throw new UsageException(string.Join('\n', problems.Distinct()) + (request.Notebooks.Count > 1 ? "\nNothing was run." : ""));
        CheckNames(request);
        request.Notebooks[0].Selection.CheckTags([.. notebooks.Select(notebook => notebook.Notebook)]);
        foreach (var unnamed in notebooks.Where(notebook => notebook.Options.KernelName is null && notebook.Notebook.KernelName is null))
            RunReports.Warn(unnamed.Options, "it names no kernel (metadata.kernelspec); it runs on this program's C# kernel.");
        return notebooks;
    }

    private static IEnumerable<string> Files(RunRequest request) =>
        [.. request.Notebooks.Select(notebook => notebook.Output), .. request.JUnit is { } junit ? [junit] : Array.Empty<string>(), .. request.Html];

    private static void CheckNames(RunRequest request)
    {
        foreach (var same in request.Notebooks.GroupBy(notebook => Path.GetFullPath(notebook.Output)).Where(same => same.Count() > 1))
        {
            var names = string.Join(" and ", same.Select(notebook => notebook.Notebook));
            throw new UsageException($"{names} would all be written to {same.First().Output}: run them one by one, each with its own -o.");
        }
    }
}
