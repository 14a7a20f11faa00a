using System.IO.Compression;
using Darts.Data;

namespace Darts.Tests.Data;

public sealed class TextCorpusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ptb.train.txt", "ptb.valid.txt", "ptb.test.txt")]
    [InlineData("train.txt", "valid.txt", "test.txt")]
    public void Penn_Treebank_is_read_under_both_of_its_file_names_with_or_without_gzip(string train, string valid, string test)
    {
        folder.Write(train, "a b\n"u8);
        folder.Write(valid + ".gz", TestFiles.Zip("b c\n"u8.ToArray()));
        folder.Write(test, "c"u8);
        var corpus = PennTreebank.Read(folder.Path);
        Assert.Equal(["a", "b", "<eos>", "c"], corpus.Vocabulary.Words);
        Assert.Equal([1, 3, 2], corpus.Valid);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_nothing()
    {
        Write("\uFEFFa b\r\n\r\nc\r\n", "a\n", "a\n");
        Assert.Equal(["a", "b", "<eos>", "c"], Read().Vocabulary.Words);
        Assert.Equal([0, 1, 2, 2, 3, 2], Read().Train);
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        Write("a\n", "", "a\n");
        Assert.StartsWith($"{folder["valid.txt"]}: the file is empty", Assert.Throws<InvalidDataException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_without_words_is_named()
    {
        Write("a\n", "a\n", "\n \n");
        Assert.StartsWith("The test part of Penn Treebank has no words", Assert.Throws<ArgumentException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused_with_the_place()
    {
        folder.Write("train.txt", [(byte)'a', (byte)' ', 0xE9, (byte)'t']);
        folder.Write("valid.txt", "a"u8);
        folder.Write("test.txt", "a"u8);
        var message = Assert.Throws<InvalidDataException>(Read).Message;
        Assert.StartsWith($"{folder["train.txt"]}: not UTF-8, the bytes e9 at 2 are no character.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        Write("a\n", "a\n", "a\n");
        File.Delete(folder["train.txt"]);
        var zipped = TestFiles.Zip("a long line of words\n"u8.ToArray());
        folder.Write("train.txt.gz", zipped.AsSpan(0, zipped.Length - 6));
        Assert.StartsWith($"{folder["train.txt.gz"]}: damaged gzip data", Assert.Throws<InvalidDataException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_remedy() =>
        Assert.StartsWith($"{folder["ptb.train.txt"]}: there is no such file. Put the file there", Assert.Throws<FileNotFoundException>(Read).Message, StringComparison.Ordinal);

    [Fact]
    public void A_one_line_corpus_is_read_and_too_short_for_rows()
    {
        var corpus = TextCorpus.FromTexts("short", "one line", "one", "line");
        Assert.Equal(3, corpus.Train.Count);
        Assert.StartsWith("Batch size = 2: a text of 3 words gives 1 words a row, and at least 2 are needed", Assert.Throws<ArgumentException>(() => new TokenRows(corpus.Train, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("Use a batch size of 1 at most", Assert.Throws<ArgumentException>(() => new TokenRows(corpus.Train, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_batch_has_at_least_one_row(int batch) => Assert.StartsWith($"Batch size = {batch}:", Assert.Throws<ArgumentException>(() => new TokenRows([1, 2, 3], batch)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(4, 1)]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    public void There_is_no_window_outside_the_text(int start, int length)
    {
        using var rows = new TokenRows([1, 2, 3, 4, 5], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Window(start, length));
    }

    [Fact]
    public void An_unknown_word_is_named_with_near_ones()
    {
        var vocabulary = TextCorpus.FromTexts("short", "the lordly lord", "a", "b").Vocabulary;
        Assert.StartsWith("Word 'Lord' is not among the 6 of the vocabulary. Did you mean 'lord'?", Assert.Throws<ArgumentException>(() => vocabulary["Lord"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WikiText_2_is_downloaded_unpacked_and_read()
    {
        using var server = new LoopbackServer();
        var archive = Zip(("wikitext-2/wiki.train.tokens", " = A = \n"), ("wikitext-2/wiki.valid.tokens", "b\n"), ("wikitext-2/wiki.test.tokens", "c\n"));
        var set = DatasetDownload.WikiText2 with { Files = [new(server.Serve("w", archive), "wikitext-2-v1.zip")] };
        Assert.Equal(["=", "A", "<eos>", "b", "c"], WikiText2.Read(await set.FetchAsync(folder.Path)).Vocabulary.Words);
    }

    [Fact]
    public async Task A_zip_entry_that_leads_out_of_the_folder_is_refused()
    {
        folder.Write("wikitext-2/wikitext-2-v1.zip", Zip(("../../evil.txt", "x")));
        var set = DatasetDownload.WikiText2 with { Files = [new(new("http://127.0.0.1:9/unused"), "wikitext-2-v1.zip")] };
        Assert.Contains("leads out of the folder", (await Assert.ThrowsAsync<InvalidDataException>(() => set.FetchAsync(folder.Path))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "evil.txt", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_that_is_no_zip_is_refused()
    {
        folder.Write("wikitext-2/wikitext-2-v1.zip", "<html>"u8);
        var set = DatasetDownload.WikiText2 with { Files = [new(new("http://127.0.0.1:9/unused"), "wikitext-2-v1.zip")] };
        Assert.Contains("no zip", (await Assert.ThrowsAsync<InvalidDataException>(() => set.FetchAsync(folder.Path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_network_the_message_says_what_to_put_where()
    {
        var set = DatasetDownload.PennTreebank with { Files = [DatasetDownload.PennTreebank.Files[0] with { Address = new("http://127.0.0.1:9/ptb.train.txt") }] };
        var message = (await Assert.ThrowsAnyAsync<IOException>(() => set.FetchAsync(folder.Path, downloader: new Downloader { Attempts = 1 }))).Message;
        Assert.Contains($"put it at {folder["ptb/ptb.train.txt"]} (5,101,618 bytes, md5 f26c4b92c5fdc7b3f8c7cdcb991d8420)", message, StringComparison.Ordinal);
    }

    private TextCorpus Read() => PennTreebank.Read(folder.Path);

    private void Write(string train, string valid, string test)
    {
        foreach (var (part, text) in new[] { ("train", train), ("valid", valid), ("test", test) })
            folder.Write($"{part}.txt", System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static byte[] Zip(params (string name, string text)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return file.ToArray();
    }
}
