using Darts.Tests.Data;

namespace Darts.Tests.Search;

/// <summary>A corrupt checkpoint costs an epoch and never a search.</summary>
[Collection(nameof(Alone))]
public class CorruptCheckpointTests
{
    public static TheoryData<string> Damages() => ["truncated", "empty", "foreign", "number changed", "text changed", "description missing"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void The_checkpoint_before_a_corrupt_one_is_used_and_said_so(string damage)
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs: 2);
        var newest = folder["epoch-0002.safetensors"];
        Damage(newest, damage);

        var (hash, history, notices) = InterruptedSearch.Resume(folder.Path);

        Assert.Equal(InterruptedSearch.Undisturbed, (hash, history));
        Assert.Equal(2, notices.Length);
        Assert.StartsWith($"'{newest}' is ", notices[0], StringComparison.Ordinal);
        Assert.EndsWith("The checkpoint before it is used.", notices[0], StringComparison.Ordinal);
        Assert.StartsWith("The search goes on after epoch 1", notices[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_checkpoint_is_corrupt_the_search_says_so_and_overwrites_nothing()
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs: 2);
        string[] paths = [folder["epoch-0001.safetensors"], folder["epoch-0002.safetensors"]];
        Damage(paths[0], "truncated");
        Damage(paths[1], "number changed");
        byte[][] before = [.. paths.Select(File.ReadAllBytes)];

        var error = Assert.Throws<InvalidDataException>(() => InterruptedSearch.Resume(folder.Path));

        Assert.StartsWith($"No checkpoint in '{folder.Path}' can be read", error.Message, StringComparison.Ordinal);
        Assert.All(paths, path => Assert.Contains(path, error.Message, StringComparison.Ordinal));
        Assert.EndsWith("Move the folder away to begin anew.", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, paths.Select(File.ReadAllBytes));
    }

    [Fact]
    public void A_half_written_file_is_removed_and_disturbs_nothing()
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs: 1);
        folder.Write("epoch-0002.safetensors.4711-0123456789abcdef.tmp", File.ReadAllBytes(folder["epoch-0001.safetensors"]).AsSpan(0, 700));

        var (hash, history, _) = InterruptedSearch.Resume(folder.Path);

        Assert.Equal(InterruptedSearch.Undisturbed, (hash, history));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tmp"));
    }

    private static void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "truncated":
                bytes = bytes[..^100];
                break;
            case "empty":
                bytes = [];
                break;
            case "foreign":
                bytes = "PK\u0003\u0004 a zip archive, by its first bytes"u8.ToArray();
                break;
            case "number changed":
                bytes[^100] ^= 1;
                break;
            case "text changed":
                // A digit of the first epoch's losses: still a readable header.
                var at = bytes.AsSpan().IndexOf("ValidLoss"u8);
                at += bytes.AsSpan(at).IndexOf((byte)':');
                var digit = at + bytes.AsSpan(at).IndexOfAnyInRange((byte)'1', (byte)'8');
                bytes[digit]++;
                break;
            case "description missing":
                using (var file = Darts.Runtime.TensorFile.Read(path))
                    Darts.Runtime.TensorFile.Write(path, file.Tensors, new Dictionary<string, string> { ["kind"] = "darts-search", ["version"] = "1" });
                return;
        }

        File.WriteAllBytes(path, bytes);
    }
}
