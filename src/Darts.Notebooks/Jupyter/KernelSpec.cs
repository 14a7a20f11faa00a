using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Jupyter;

/// <summary>A kernel that is installed for Jupyter's clients: its kernel.json, read.</summary>
/// <param name="Name">The name that notebooks ask for.</param>
/// <param name="Arguments">The command line, with <c>{connection_file}</c> where the file's path goes.</param>
/// <param name="Environment">What the kernel's environment has beside the runner's.</param>
/// <param name="InterruptsBySignal">Whether it is interrupted by SIGINT, Jupyter's default, and not by a message.</param>
internal sealed record KernelSpec(string Name, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, bool InterruptsBySignal)
{
    private const string File = "kernel.json";

    /// <summary>Finds a kernel in Jupyter's data folders; the first folder that has the name wins, as with Jupyter's clients.</summary>
    /// <exception cref="InvalidOperationException">No such kernel; the message lists those there are.</exception>
    /// <exception cref="InvalidDataException">Its kernel.json is none.</exception>
    public static KernelSpec Find(string name)
    {
        var installed = Folders().ToList();
        if (installed.Find(folder => string.Equals(Path.GetFileName(folder), name, StringComparison.OrdinalIgnoreCase)) is { } found)
            return Read(found);
        var names = string.Join(", ", installed.Select(Path.GetFileName).Distinct().Order(StringComparer.Ordinal));
        throw new InvalidOperationException($"--kernel {name}: no such kernel is installed. Installed are: {(names.Length > 0 ? names : "none")}.");
    }

    /// <summary>The command line for a connection file.</summary>
    public IReadOnlyList<string> Command(string connectionFile) =>
        [.. Arguments.Select(argument => argument.Replace("{connection_file}", connectionFile, StringComparison.Ordinal))];

    private static IEnumerable<string> Folders() => JupyterFolders.All()
        .Select(folder => Path.Combine(folder, "kernels"))
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories)
        .Where(folder => System.IO.File.Exists(Path.Combine(folder, File)));

    private static KernelSpec Read(string folder)
    {
        var file = Path.Combine(folder, File);
        try
        {
            var spec = JsonNode.Parse(System.IO.File.ReadAllBytes(file))!.AsObject();
            return new KernelSpec(
                Path.GetFileName(folder),
                [.. spec["argv"]!.AsArray().Select(argument => argument!.GetValue<string>().Replace("{resource_dir}", folder, StringComparison.Ordinal))],
                (spec["env"] as JsonObject ?? []).ToDictionary(variable => variable.Key, variable => variable.Value!.GetValue<string>()),
                (spec["interrupt_mode"]?.GetValue<string>() ?? "signal") == "signal");
        }
        // Missing fields, and fields of another type.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new InvalidDataException($"{file}: not a kernel's specification: {e.Message}", e);
        }
    }
}
