using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Darts.Data;
using Darts.Runtime;

namespace Darts.Tests.Data;

public sealed class DatasetDownloadTests : IDisposable
{
    private readonly TemporaryFolder downloads = new();

    private string Archive => downloads["cifar-10/cifar-10-binary.tar.gz"];

    public void Dispose() => downloads.Dispose();

    [Fact]
    public async Task An_archive_is_downloaded_unpacked_and_read()
    {
        using var server = new LoopbackServer();
        var archive = Tar(
            Folder("cifar-10-batches-bin/"), CifarFile("cifar-10-batches-bin/data_batch_1.bin"), CifarFile("cifar-10-batches-bin/test_batch.bin"));
        var set = Set(archive, server.Serve("cifar", archive));

        var folder = await set.FetchAsync(downloads.Path);

        Assert.Equal(downloads["cifar-10"], folder);
        Assert.Equal(1, Cifar10.Read(folder).Count);
        Assert.Equal(1, Cifar10.Read(folder, DatasetPart.Test).Count);
        Assert.Equal(["cifar-10-batches-bin", "cifar-10-binary.tar.gz"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());

        await set.FetchAsync(downloads.Path);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_archive_put_there_by_hand_is_checked_and_unpacked_without_the_network()
    {
        var archive = Tar(CifarFile("cifar-10-batches-bin/data_batch_1.bin"));
        downloads.Write("cifar-10/cifar-10-binary.tar.gz", archive);

        Assert.Equal(1, Cifar10.Read(await Set(archive).FetchAsync(downloads.Path)).Count);
    }

    [Fact]
    public async Task A_set_of_single_files_is_downloaded_file_by_file()
    {
        using var server = new LoopbackServer();
        byte[] images = TestFiles.Zip(TestFiles.Idx([2, 28, 28], TestFiles.Random(2 * 784))), labels = TestFiles.Zip(TestFiles.Idx([2], [3, 4]));
        var set = DatasetDownload.FashionMnist with
        {
            Files = [new(server.Serve("i", images), "t10k-images-idx3-ubyte.gz"), new(server.Serve("l", labels), "t10k-labels-idx1-ubyte.gz")],
        };

        var folder = await set.FetchAsync(downloads.Path);

        Assert.Equal([3, 4], FashionMnist.Read(folder, DatasetPart.Test).Labels.ToArray());
    }

    [Theory]
    [InlineData("../evil.bin")]
    [InlineData("cifar-10-batches-bin/../../evil.bin")]
    [InlineData("/tmp/darts-evil.bin")]
    public async Task An_entry_that_leads_out_of_the_folder_is_refused(string name)
    {
        await Refused(Tar(CifarFile(name)), $"the entry '{name}' leads out of the folder");

        Assert.Equal([Archive], Directory.GetFiles(downloads.Path, "*", SearchOption.AllDirectories));
        Assert.False(File.Exists("/tmp/darts-evil.bin"));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task A_link_is_refused(TarEntryType type) =>
        await Refused(Tar(new PaxTarEntry(type, "cifar-10-batches-bin") { LinkName = "/tmp" }), $"the entry 'cifar-10-batches-bin' is a {type}");

    [Fact]
    public async Task An_archive_without_the_folder_is_refused() =>
        await Refused(Tar(CifarFile("other/data_batch_1.bin")), "has no folder 'cifar-10-batches-bin'");

    [Fact]
    public async Task A_truncated_archive_is_refused_and_nothing_left_of_it()
    {
        var archive = Tar(CifarFile("cifar-10-batches-bin/data_batch_1.bin"), CifarFile("cifar-10-batches-bin/data_batch_2.bin"));
        await Refused(archive[..(archive.Length / 2)], "damaged or truncated");

        Assert.Equal([Archive], Directory.GetFileSystemEntries(downloads["cifar-10"]));
    }

    [Fact]
    public async Task A_file_that_is_no_archive_is_refused() =>
        await Refused("<html>"u8.ToArray(), "damaged or truncated, or no tar.gz");

    [Fact]
    public void A_full_set_that_was_not_downloaded_says_how_to_fetch_it()
    {
        if (Directory.Exists(RepositoryPaths.Downloads))
            Assert.Skip($"{RepositoryPaths.Downloads} exists: the sets may be there.");

        var cifar = Assert.Throws<FileNotFoundException>(() => Cifar10.Full());
        var fashion = Assert.Throws<FileNotFoundException>(() => FashionMnist.Full());

        Assert.Contains("await DatasetDownload.Cifar10.FetchAsync()", cifar.Message, StringComparison.Ordinal);
        Assert.Contains("await DatasetDownload.FashionMnist.FetchAsync()", fashion.Message, StringComparison.Ordinal);
        Assert.StartsWith(RepositoryPaths.Downloads, cifar.Message, StringComparison.Ordinal);
        Assert.StartsWith(RepositoryPaths.Downloads, fashion.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_addresses_and_checksums_are_those_of_the_publishers()
    {
        var cifar = Assert.Single(DatasetDownload.Cifar10.Files);

        Assert.Equal("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", cifar.Address.AbsoluteUri);
        Assert.Equal(170_052_171, cifar.Size);
        Assert.Equal("sha256 c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", cifar.Checksum!.ToString());
        Assert.Equal(4, DatasetDownload.FashionMnist.Files.Count);
        Assert.All(DatasetDownload.FashionMnist.Files, file => Assert.True(file.Checksum is { OfUnpacked: true }));
    }

    private async Task Refused(byte[] archive, string expected)
    {
        downloads.Write("cifar-10/cifar-10-binary.tar.gz", archive);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Set(archive).FetchAsync(downloads.Path));
        Assert.StartsWith($"{Archive}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static DatasetDownload Set(byte[] archive, Uri? address = null) => DatasetDownload.Cifar10 with
    {
        Files =
        [
            new(address ?? new("http://127.0.0.1:9/unused"), "cifar-10-binary.tar.gz")
            {
                Size = archive.Length,
                Checksum = Checksum.Sha256(Convert.ToHexString(SHA256.HashData(archive))),
            },
        ],
    };

    private static PaxTarEntry Folder(string name) => new(TarEntryType.Directory, name);

    private static PaxTarEntry CifarFile(string name) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([5, .. TestFiles.Random(3072)]) };

    private static byte[] Tar(params PaxTarEntry[] entries)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }

        return file.ToArray();
    }
}
