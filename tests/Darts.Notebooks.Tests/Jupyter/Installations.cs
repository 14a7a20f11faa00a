using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Tests.Jupyter;

public class Installations
{
    [Fact]
    public void An_installed_kernel_holds_its_own_copy_of_the_engine_and_can_be_removed()
    {
        using var folder = new TemporaryFolder();
        var installation = new KernelInstallation(folder.Path, ".net-csharp");

        installation.Install(".NET (C#)", replace: false);
        installation.Install("again", replace: false);

        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(installation.Folder, "kernel.json")))!;
        Assert.Equal("again", spec["display_name"]!.GetValue<string>());
        Assert.Equal("message", spec["interrupt_mode"]!.GetValue<string>());
        var argv = spec["argv"]!.AsArray().Select(word => word!.GetValue<string>()).ToList();
        Assert.StartsWith(folder.Path, argv[1], StringComparison.Ordinal);
        Assert.True(File.Exists(argv[1]));
        Assert.Equal(["kernel", "start", "{connection_file}", "--static-images"], argv[2..]);
        Assert.Equal([installation.Folder], Directory.GetFileSystemEntries(folder.File("kernels")));
        Assert.True(installation.Uninstall());
        Assert.False(installation.Uninstall());
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("kernels")));
    }

    [Fact]
    public void Another_kernel_of_the_name_is_neither_replaced_nor_removed_unasked()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kernels/.net-csharp/kernel.json", """{"argv": ["dotnet", "interactive"], "metadata": {}}""");
        var installation = new KernelInstallation(folder.Path, ".net-csharp");

        var error = Assert.Throws<InvalidOperationException>(() => installation.Install("C#", replace: false));
        Assert.Contains("--name", error.Message, StringComparison.Ordinal);
        Assert.Contains("--replace", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => installation.Uninstall());

        installation.Install("C#", replace: true);
        Assert.True(installation.Uninstall());
    }

    [Fact]
    public void A_name_that_Jupyter_would_not_find_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new KernelInstallation("x", "../C#"));
}
