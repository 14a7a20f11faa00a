using System.Reflection;
using System.Runtime.Loader;
using Darts.Notebooks.Packages;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Microsoft.DotNet.Interactive.Formatting;

namespace Darts.Notebooks.Session;

/// <summary>
/// The assemblies that cells compile against and run with. Everything is loaded into the default context, so that an assembly exists once,
/// natives are found beside it, and one that the kernel already holds wins over the file that <c>#r</c> names.
/// </summary>
internal sealed class References
{
    private readonly Dictionary<string, MetadataReference> _bySimpleName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _folders = [];
    private readonly Dictionary<string, string> _platform;
    private readonly InteractiveAssemblyLoader _loader;

    public References(InteractiveAssemblyLoader loader)
    {
        _loader = loader;
        _platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key!, group => group.First(), StringComparer.OrdinalIgnoreCase);

        // The framework and what cells are promised; not the packages that the kernel itself is made of.
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (var path in _platform.Values.Where(path => Path.GetDirectoryName(path) == framework))
            _bySimpleName[Path.GetFileNameWithoutExtension(path)] = MetadataReference.CreateFromFile(path, documentation: new FrameworkDocumentation(Path.GetFileNameWithoutExtension(path)));
        foreach (var assembly in (Assembly[])[typeof(Interrupts).Assembly, typeof(Formatter).Assembly, typeof(IHtmlContent).Assembly])
        {
            _bySimpleName[assembly.GetName().Name!] = Create(assembly.Location);
            loader.RegisterDependency(assembly);
        }
        AssemblyLoadContext.Default.Resolving += (_, name) => LoadFromFolders(name.Name);
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => LoadUnmanaged(name);
    }

    public IReadOnlyCollection<MetadataReference> All => _bySimpleName.Values;

    /// <summary>Makes an assembly known to the cells that follow.</summary>
    /// <param name="path">A path, or the name of a framework assembly.</param>
    /// <param name="folder">The folder that a relative path starts from.</param>
    /// <exception cref="DirectiveException">It cannot be found or is no assembly.</exception>
    public void Add(string path, string folder)
    {
        var name = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(path) : path;
        if (!path.Contains('/', StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && _platform.ContainsKey(name))
        {
            Load(name, null);
            return;
        }
        var file = PathResolver.Resolve(path, folder);
        Load(Path.GetFileNameWithoutExtension(file), file);
    }

    /// <summary>Makes a package's assemblies known to the cells that follow, and its native libraries to them.</summary>
    /// <param name="package">The package.</param>
    public void Add(RestoredPackage package)
    {
        _folders.AddRange(package.NativeFolders.Except(_folders));
        foreach (var file in package.Assemblies)
            Load(Path.GetFileNameWithoutExtension(file), file);
    }

    /// <summary>An assembly that a referenced one needs and no cell has named; null when it is nowhere to be found.</summary>
    public PortableExecutableReference? Missing(string simpleName)
    {
        if (LoadFromFolders(simpleName) is not { } assembly && !_platform.ContainsKey(simpleName))
            return null;
        return Load(simpleName, null) as PortableExecutableReference;
    }

    private MetadataReference Load(string simpleName, string? file)
    {
        if (file is not null && Path.GetDirectoryName(file) is { } folder && !_folders.Contains(folder))
            _folders.Add(folder);
        if (_bySimpleName.TryGetValue(simpleName, out var known))
            return known;
        var assembly = Loaded(simpleName) ?? FromPlatform(simpleName) ?? FromFile(file) ?? LoadFromFolders(simpleName)!;
        _loader.RegisterDependency(assembly);
        return _bySimpleName[simpleName] = Create(assembly.Location);
    }

    private static Assembly? Loaded(string simpleName) => AssemblyLoadContext.Default.Assemblies
        .FirstOrDefault(assembly => string.Equals(assembly.GetName().Name, simpleName, StringComparison.OrdinalIgnoreCase) && assembly.Location.Length > 0);

    private Assembly? FromPlatform(string simpleName) =>
        _platform.TryGetValue(simpleName, out var path) ? AssemblyLoadContext.Default.LoadFromAssemblyPath(path) : null;

    private static Assembly? FromFile(string? file)
    {
        try
        {
            return file is null ? null : AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            throw new DirectiveException($"#r \"{file}\": not a .NET assembly that can be loaded: {e.Message}", e);
        }
    }

    private Assembly? LoadFromFolders(string? simpleName)
    {
        if (simpleName is null)
            return null;
        var file = _folders.Select(folder => Path.Combine(folder, simpleName + ".dll")).FirstOrDefault(File.Exists);
        return file is null ? null : Loaded(simpleName) ?? AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
    }

    private nint LoadUnmanaged(string name)
    {
        foreach (var folder in _folders)
        {
            foreach (var file in (string[])[name, name + ".so", "lib" + name + ".so", name + ".dll", "lib" + name + ".dylib"])
            {
                if (File.Exists(Path.Combine(folder, file)) && System.Runtime.InteropServices.NativeLibrary.TryLoad(Path.Combine(folder, file), out var handle))
                    return handle;
            }
        }
        return 0;
    }

    private static PortableExecutableReference Create(string path)
    {
        var documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(path, documentation: File.Exists(documentation) ? new FileDocumentation(documentation) : null);
    }
}
