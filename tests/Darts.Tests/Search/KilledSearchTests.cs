using Darts.Runtime;
using Darts.Tests.Data;

namespace Darts.Tests.Search;

/// <summary><c>kill -9</c> and a full disk: what is on the disk afterwards is whole, and the search goes on to the same bits.</summary>
[Collection(nameof(Alone))]
public class KilledSearchTests
{
    private const int Epochs = 4;

    // An epoch is 4 steps of two passes and 4 batches of validation.
    private const int PassesOfAnEpoch = 12;

    private static readonly Lazy<string> Undisturbed = new(() =>
    {
        using var folder = new TemporaryFolder();
        return Finish(folder.Path).hash;
    });

    [Fact]
    public void Killed_in_the_middle_of_an_epoch_a_search_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        using (var child = ChildSearch.Start(folder.Path, Epochs))
        {
            Assert.True(child.ReadUntil("epoch 1"));
            Assert.True(child.ReadUntil($"pass {PassesOfAnEpoch + 5}"));
            child.Kill();
        }

        Assert.True(File.Exists(folder["epoch-0001.safetensors"]));
        var (hash, lines) = Finish(folder.Path);
        Assert.Equal(Undisturbed.Value, hash);
        Assert.StartsWith("notice The search goes on after epoch ", lines.First(line => line.StartsWith("notice", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Killed_again_and_again_around_the_writing_of_a_checkpoint_a_search_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var random = new RandomStream(11);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            using var child = ChildSearch.Start(folder.Path, Epochs);
            if (!child.ReadUntil($"pass {PassesOfAnEpoch}"))
                break;
            // The checkpoint is written within some milliseconds after the last pass.
            Thread.Sleep(random.NextInt(12));
            child.Kill();
        }

        // As if one kill had hit the middle of a write: a beginning of a checkpoint under a temporary name.
        if (Directory.EnumerateFiles(folder.Path, "epoch-*.safetensors").Order().LastOrDefault() is { } newest)
            folder.Write($"{Path.GetFileName(newest)}.4711-00ff.tmp", File.ReadAllBytes(newest).AsSpan(0, 1000));

        Assert.All(Directory.EnumerateFiles(folder.Path, "*.safetensors"), path => TensorFile.Read(path).Dispose());
        Assert.Equal(Undisturbed.Value, Finish(folder.Path).hash);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tmp"));
    }

    [Fact]
    public async Task A_full_disk_gives_one_clear_error_and_the_checkpoint_before_it_stays_readable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ulimit is bash's");
        using var folder = new TemporaryFolder();
        using (var first = ChildSearch.Start(folder.Path, Epochs))
        {
            Assert.True(first.ReadUntil("epoch 1"));
            first.Kill();
        }

        var checkpoints = Directory.EnumerateFiles(folder.Path, "*.safetensors").Order().ToArray();
        var contents = checkpoints.Select(File.ReadAllBytes).ToArray();
        using (var child = ChildSearch.StartWithSmallFiles(folder.Path, Epochs, blocks: contents[0].Length / 1024 / 2))
        {
            var (_, code) = child.End();
            var error = (await child.Errors).Trim();
            Assert.True(code == 1, $"exit code {code}: {error}");
            Assert.Single(error.Split('\n'));
            Assert.Contains(folder.Path, error, StringComparison.Ordinal);
        }

        Assert.Equal(checkpoints, Directory.EnumerateFiles(folder.Path).Order());
        Assert.Equal(contents, checkpoints.Select(File.ReadAllBytes));
        Assert.Equal(Undisturbed.Value, Finish(folder.Path).hash);
    }

    [Fact]
    public async Task With_no_space_left_on_the_device_the_checkpoint_before_it_stays_readable()
    {
        var reason = ChildSearch.NoSmallDisk();
        Assert.SkipWhen(reason is not null, reason ?? "");
        using var folder = new TemporaryFolder();
        var (before, after) = (Directory.CreateDirectory(folder["before"]).FullName, Directory.CreateDirectory(folder["after"]).FullName);
        using (var first = ChildSearch.Start(before, Epochs))
        {
            Assert.True(first.ReadUntil("epoch 1"));
            first.Kill();
        }

        var checkpoint = Assert.Single(Directory.EnumerateFiles(before, "*.safetensors"));
        // Room for the checkpoint that is there and half of another.
        using (var child = ChildSearch.StartOnSmallDisk(before, after, Epochs, size: (int)(new FileInfo(checkpoint).Length / 1024 * 3 / 2)))
        {
            var (_, code) = child.End();
            var error = (await child.Errors).Trim();
            Assert.True(code == 1, $"exit code {code}: {error}");
            Assert.Contains("No space left on device", Assert.Single(error.Split('\n')), StringComparison.Ordinal);
        }

        Assert.Equal(File.ReadAllBytes(checkpoint), File.ReadAllBytes(Assert.Single(Directory.EnumerateFiles(after))));
        Assert.Equal(Undisturbed.Value, Finish(after).hash);
    }

    private static (string hash, string[] lines) Finish(string folder)
    {
        using var child = ChildSearch.Start(folder, Epochs);
        var (lines, code) = child.End();
        Assert.True(code == 0, $"exit code {code}: {child.Errors.Result}");
        return (lines[^1], lines);
    }
}
