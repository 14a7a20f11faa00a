using Darts.Runtime;

namespace Darts.Tests.Data;

public sealed class RepositoryPathsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_nearest_parent_with_the_solution_is_the_root()
    {
        folder.Write("Darts.slnx", []);
        folder.Write("inner/Darts.slnx", []);
        var deep = Directory.CreateDirectory(folder["inner/a/b"]).FullName;

        Assert.Equal(folder["inner"], RepositoryPaths.FindRoot(null, deep));
        Assert.Equal(folder.Path, RepositoryPaths.FindRoot("", folder.Path, deep));
    }

    [Fact]
    public void A_start_outside_the_repository_is_passed_over()
    {
        var outside = Directory.CreateDirectory(folder["outside"]).FullName;
        folder.Write("outside/global.json", []); // another repository's
        folder.Write("kit/Darts.slnx", []);

        Assert.Equal(folder["kit"], RepositoryPaths.FindRoot(null, outside, null, folder["kit"]));
    }

    [Fact]
    public void A_chosen_root_wins_and_must_exist()
    {
        folder.Write("Darts.slnx", []);
        var chosen = Directory.CreateDirectory(folder["chosen"]).FullName;

        Assert.Equal(chosen, RepositoryPaths.FindRoot(chosen, folder.Path));
        var error = Assert.Throws<DirectoryNotFoundException>(() => RepositoryPaths.FindRoot(folder["missing"], folder.Path));
        Assert.Contains("DARTS_ROOT", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder["missing"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_root_the_error_names_the_folders_and_the_remedy()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => RepositoryPaths.FindRoot(null, folder.Path));

        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("Set the environment variable DARTS_ROOT", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tests_find_the_kit() =>
        Assert.True(File.Exists(Path.Combine(RepositoryPaths.Root, "global.json")));
}
