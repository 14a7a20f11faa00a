using Darts.Runtime;
using Darts.Tests.Data;

namespace Darts.Tests.Runtime;

public class AtomicFileTests
{
    [Fact]
    public void A_file_is_written_and_overwritten_and_its_folder_made()
    {
        using var folder = new TemporaryFolder();
        var path = folder["new/folder/file.txt"];
        AtomicFile.WriteAllText(path, "first");
        AtomicFile.WriteAllText(path, "zweite Größe");
        Assert.Equal("zweite Größe"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_writer_that_throws_leaves_the_old_file_and_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "old"u8);
        Assert.Throws<TimeZoneNotFoundException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the new"u8);
            throw new TimeZoneNotFoundException();
        }));
        Assert.Equal("old"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_old_content_is_there_until_the_new_one_is_whole()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "old"u8);
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old"u8.ToArray(), File.ReadAllBytes(path));
        });
        Assert.Equal("new"u8.ToArray(), File.ReadAllBytes(path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_gives_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder["folder"];
        Directory.CreateDirectory(path);
        folder.Write("folder/inside", "x"u8);
        var error = Record.Exception(() => AtomicFile.WriteAllText(path, "text"));
        Assert.True(error is IOException or UnauthorizedAccessException, $"{error}");
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
