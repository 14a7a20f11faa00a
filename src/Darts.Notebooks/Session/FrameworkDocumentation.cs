using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Darts.Notebooks.Session;

/// <summary>
/// The documentation of the framework, which comes with the SDK and not with the runtime. It is sorted by the assemblies that programs compile
/// against; types that live in System.Private.CoreLib are looked for in those that forward to it.
/// </summary>
internal sealed class FrameworkDocumentation : DocumentationProvider
{
    private const string Private = "System.Private.";

    private static readonly string[] s_forwarding = ["System.Runtime", "System.Collections", "System.Threading", "System.Memory", "System.Runtime.InteropServices", "System.Xml.ReaderWriter", "System.Xml.XDocument"];
    private static readonly Lazy<string?> s_folder = new(FindFolder);
    private static readonly Dictionary<string, FileDocumentation> s_files = new(StringComparer.Ordinal);

    private readonly string _assembly;

    /// <param name="assembly">The simple name of an assembly of the framework.</param>
    public FrameworkDocumentation(string assembly) => _assembly = assembly;

    public override bool Equals(object? obj) => obj is FrameworkDocumentation other && other._assembly == _assembly;

    public override int GetHashCode() => _assembly.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        (_assembly.StartsWith(Private, StringComparison.Ordinal) ? s_forwarding : [_assembly])
            .Select(File)
            .Select(file => file?.Find(documentationMemberID))
            .FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private static FileDocumentation? File(string assembly)
    {
        if (s_folder.Value is not { } folder)
            return null;
        lock (s_files)
        {
            var path = Path.Combine(folder, assembly + ".xml");
            if (!s_files.TryGetValue(path, out var file) && System.IO.File.Exists(path))
                s_files[path] = file = new FileDocumentation(path);
            return file;
        }
    }

    // DOTNET/shared/Microsoft.NETCore.App/10.0.1/ is the runtime's folder, DOTNET/packs/Microsoft.NETCore.App.Ref/10.0.1/ref/net10.0/ the one with the documentation.
    private static string? FindFolder()
    {
        var packs = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        return !Directory.Exists(packs) ? null : Directory.EnumerateDirectories(packs)
            .Select(pack => Path.Combine(pack, "ref", $"net{Environment.Version.Major}.0"))
            .LastOrDefault(Directory.Exists);
    }
}
