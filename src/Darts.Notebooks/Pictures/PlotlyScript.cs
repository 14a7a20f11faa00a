using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Darts.Notebooks.Pictures;

/// <summary>Finds plotly.js on this machine. Plotly.NET carries it as a resource of its assembly, which is read as a file and never loaded.</summary>
internal static class PlotlyScript
{
    private const string Assembly = "Plotly.NET.dll";

    /// <summary>Where a repository's build leaves Plotly.NET.</summary>
    public static string DefaultFile(string repositoryRoot) => Path.Combine(repositoryRoot, "artifacts", "kit", Assembly);

    /// <summary>Plotly.NET where cells of this process have loaded it; null when none has.</summary>
    public static string? OfThisProcess() =>
        AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => !assembly.IsDynamic && assembly.GetName().Name == Path.GetFileNameWithoutExtension(Assembly)) is { Location.Length: > 0 } loaded
            ? loaded.Location
            : null;

    /// <param name="file">A JavaScript file, or an assembly that embeds one.</param>
    /// <exception cref="PictureException">There is no plotly.js in it.</exception>
    public static byte[] Read(string file)
    {
        try
        {
            return Path.GetExtension(file) == ".dll" ? ReadResource(file) : File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            throw new PictureException($"{file}: plotly.js cannot be read from it: {e.Message} Build the repository first, or name a plotly.js file with --plotly-js.", e);
        }
    }

    private static byte[] ReadResource(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        var metadata = assembly.GetMetadataReader();
        foreach (var handle in metadata.ManifestResources)
        {
            var resource = metadata.GetManifestResource(handle);
            var name = metadata.GetString(resource.Name);
            // An implementation elsewhere means that the bytes are not in this file.
            if (!resource.Implementation.IsNil || !name.Contains("plotly", StringComparison.OrdinalIgnoreCase) || !name.EndsWith(".js", StringComparison.Ordinal))
                continue;
            var resources = assembly.GetSectionData(assembly.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
            // ECMA-335, II.24.2.4: a resource is its length and then its bytes.
            var reader = resources.GetReader((int)resource.Offset, resources.Length - (int)resource.Offset);
            return reader.ReadBytes(reader.ReadInt32());
        }
        throw new PictureException($"{file}: this assembly has no plotly.js among its resources. Name a plotly.js file with --plotly-js.");
    }
}
