using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Darts.Notebooks.Tests.Session;

/// <summary>Packages from a folder that the test fills, so that no network is asked for them.</summary>
public class Packages : SessionTest
{
    [Fact]
    public void A_package_from_a_folder_brings_its_assembly_what_that_needs_and_native_libraries()
    {
        Pack("Kit.Base", "1.0.0", "namespace KitBase { public static class Two { public static int Value => 2; } }", [], null);
        Pack("Kit.Greeter", "1.2.0", "namespace KitGreeter { public static class Greeter { public static string Greet(string name) => $\"Hello {name} {KitBase.Two.Value}\"; } }",
            [("Kit.Base", "1.0.0")], "anything");
        Pack("Kit.Greeter", "1.3.0", "namespace KitGreeter { public static class Greeter { public static string Greet(string name) => $\"Good day {name}\"; } }", [], null);
        Value($"#i \"nuget: {Folder.Path}\"");

        Assert.Equal("Hello Ada 2", Value("#r \"nuget: Kit.Greeter, 1.2.0\"\nKitGreeter.Greeter.Greet(\"Ada\")"));
        Assert.Equal("Kit.Greeter 1.2.0 is referenced.\n", Output.Text);

        // Found where .NET looks for native libraries: it is there, though it is none.
        var error = Error("System.Runtime.InteropServices.NativeLibrary.Load(\"kitnative\", typeof(KitGreeter.Greeter).Assembly, null)");
        Assert.Contains("Exception", error, StringComparison.Ordinal);
        Assert.Equal("2", Value("KitBase.Two.Value"));
    }

    [Fact]
    public void A_package_that_does_not_exist_is_named_with_the_sources_asked()
    {
        Value($"#i \"nuget: {Folder.Path}\"");
        var error = Error("\n#r \"nuget: Kit.Does.Not.Exist.Anywhere, 1.0.0\"");
        Assert.StartsWith("cell 2: line 2: #r \"nuget: Kit.Does.Not.Exist.Anywhere, 1.0.0\": ", error, StringComparison.Ordinal);
        Assert.Matches("NU1101|NU1301", error);
    }

    [Theory]
    [InlineData("#r \"nuget: \"", "'' is no package id")]
    [InlineData("#r \"nuget: a/../b\"", "'a/../b' is no package id")]
    [InlineData("#r \"nuget: Kit, one\\\" two\"", "is no version of a package")]
    [InlineData("#i \"https://example.org\"", "write #i \"nuget: ADDRESS\"")]
    [InlineData("#i \"nuget: nowhere\"", "'nowhere' is neither an address")]
    [InlineData("#i", "the directive needs an argument, as in #i")]
    public void What_is_no_package_or_source_is_refused(string directive, string expected) =>
        Assert.Contains(expected, Error(directive), StringComparison.Ordinal);

    private void Pack(string id, string version, string code, (string Id, string Version)[] needs, string? native)
    {
        var references = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic && assembly.Location.Length > 0).Select(assembly => MetadataReference.CreateFromFile(assembly.Location)).ToList<MetadataReference>();
        references.AddRange(needs.Select(need => MetadataReference.CreateFromFile(Path.Combine(Folder.Path, need.Id + ".dll"))));
        var assembly = Path.Combine(Folder.Path, id + ".dll");
        var emitted = CSharpCompilation.Create(id, [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));

        using var package = ZipFile.Open(Path.Combine(Folder.Path, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(assembly, $"lib/net8.0/{id}.dll");
        if (native is not null)
            Write(package, $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/libkitnative.so", native);
        Write(package, $"{id}.nuspec", $"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
            <id>{id}</id><version>{version}</version><authors>tests</authors><description>A package for tests.</description>
            <dependencies><group targetFramework="net8.0">{string.Concat(needs.Select(need => $"<dependency id=\"{need.Id}\" version=\"{need.Version}\" />"))}</group></dependencies>
            </metadata></package>
            """);
    }

    private static void Write(ZipArchive package, string name, string text)
    {
        using var writer = new StreamWriter(package.CreateEntry(name).Open());
        writer.Write(text);
    }
}
