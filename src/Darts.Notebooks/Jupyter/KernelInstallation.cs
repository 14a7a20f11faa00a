using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Jupyter;

/// <summary>
/// Puts the kernel where Jupyter's clients look: a spec, and beside it a copy of the engine, so that it works when the repository moves.
/// </summary>
internal sealed partial class KernelInstallation
{
    private const string Mark = "darts_notebooks";

    /// <param name="dataFolder">A Jupyter data folder.</param>
    /// <param name="name">The name that notebooks ask for.</param>
    /// <exception cref="InvalidOperationException">The name is not one that Jupyter accepts.</exception>
    public KernelInstallation(string dataFolder, string name)
    {
        if (!Name().IsMatch(name))
            throw new InvalidOperationException($"--name {name}: a kernel's name has lower-case letters, digits, '.', '_' and '-'.");
        KernelName = name;
        Folder = Path.Combine(Path.GetFullPath(dataFolder), "kernels", name);
    }

    public string KernelName { get; }

    /// <summary>The folder of the kernel's spec.</summary>
    public string Folder { get; }

    private string SpecFile => Path.Combine(Folder, "kernel.json");

    /// <summary>Installs, or installs anew over an earlier installation of this engine.</summary>
    /// <param name="displayName">What clients show.</param>
    /// <param name="replace">Whether another kernel of that name may be replaced.</param>
    /// <exception cref="InvalidOperationException">Another kernel has that name.</exception>
    public void Install(string displayName, bool replace)
    {
        if (Directory.Exists(Folder) && !IsOurs() && !replace)
        {
            throw new InvalidOperationException(
                $"{Folder}: another kernel has this name (.NET Interactive's, perhaps). Choose a name with --name, or replace it with --replace.");
        }
        var parent = Path.GetDirectoryName(Folder)!;
        Directory.CreateDirectory(parent);
        // Jupyter takes no folder with such a name for a kernel.
        var prepared = Path.Combine(parent, $"~{KernelName}.{Guid.NewGuid():N}");
        try
        {
            CopyFolder(KernelCommand.EngineFolder, Path.Combine(prepared, "engine"));
            AtomicFile.Write(Path.Combine(prepared, "kernel.json"), Encoding.UTF8.GetBytes(JsonLayout.Write(Spec(displayName), " ") + "\n"));
            if (Directory.Exists(Folder))
                Directory.Delete(Folder, recursive: true);
            Directory.Move(prepared, Folder);
        }
        finally
        {
            if (Directory.Exists(prepared))
                Directory.Delete(prepared, recursive: true);
        }
    }

    /// <summary>Removes what <see cref="Install"/> made.</summary>
    /// <returns>False when nothing was installed.</returns>
    /// <exception cref="InvalidOperationException">The kernel of that name is another's.</exception>
    public bool Uninstall()
    {
        if (!Directory.Exists(Folder))
            return false;
        if (!IsOurs())
            throw new InvalidOperationException($"{Folder}: this kernel was not installed by `kernel install`, so it stays. Remove it with `jupyter kernelspec remove {KernelName}`.");
        Directory.Delete(Folder, recursive: true);
        return true;
    }

    private JsonObject Spec(string displayName) => new()
    {
        ["argv"] = new JsonArray([.. KernelCommand.In(Path.Combine(Folder, "engine"), "{connection_file}").Append(KernelCommand.StaticImages).Select(part => JsonValue.Create(part))]),
        ["display_name"] = displayName,
        ["interrupt_mode"] = "message",
        ["language"] = "C#",
        ["metadata"] = new JsonObject { [Mark] = KernelInfo.Version, ["debugger"] = false },
    };

    private bool IsOurs()
    {
        try
        {
            return File.Exists(SpecFile) && JsonNode.Parse(File.ReadAllBytes(SpecFile)) is JsonObject spec && spec["metadata"] is JsonObject metadata && metadata.ContainsKey(Mark);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    [GeneratedRegex("^[a-z0-9._-]+$")]
    private static partial Regex Name();
}
