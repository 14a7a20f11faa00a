using System.Text.Json.Nodes;

namespace Darts.Notebooks.Tests.KitNotebooks;

/// <summary>Containers cannot be built here; what their files say of each other can be checked.</summary>
public class DevContainers
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void A_dev_container_builds_a_stage_of_the_environments_Dockerfile_with_its_torch(string torch)
    {
        var folder = Path.Combine(Kit.Root, ".devcontainer", torch);
        var build = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "devcontainer.json")))!["build"]!;
        string Named(string field) => Path.GetFullPath(build[field]!.GetValue<string>(), folder);
        var dockerfile = File.ReadAllText(Named("dockerfile"));

        Assert.Equal(Kit.Root, Named("context"));
        Assert.Contains($" AS {build["target"]!.GetValue<string>()}\n", dockerfile, StringComparison.Ordinal);
        Assert.Equal(torch, build["args"]!["TORCH"]!.GetValue<string>());
        Assert.Contains("ENV Torch=${TORCH}", dockerfile, StringComparison.Ordinal);
        Assert.Contains($"'$(Torch)' == '{torch}'", File.ReadAllText(Path.Combine(Kit.Root, "environment", "torch.props")), StringComparison.Ordinal);
    }
}
