using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Darts.Data;

namespace Darts.Tests.Data;

public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Content = TestFiles.Random(300_000);

    private readonly TemporaryFolder folder = new();

    private string Whole => folder["set/file.bin"];

    private string Part => folder["set/file.bin.part"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_downloaded_whole_and_checked()
    {
        using var server = new LoopbackServer();
        var progress = new Recorder();

        var path = await new Downloader().FetchAsync(File(server.Serve("file", Content)), folder["set"], progress);

        Assert.Equal(Whole, path);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(Whole));
        Assert.False(System.IO.File.Exists(Part));
        Assert.Equal([("file", null)], server.Requests);
        Assert.Equal(new("file.bin", 0, Content.Length), progress.Reports.First());
        Assert.Equal(new("file.bin", Content.Length, Content.Length), progress.Reports.Last());
        Assert.Equal(1.0, progress.Reports.Last().Fraction);
    }

    [Fact]
    public async Task A_file_that_is_there_is_checked_and_not_downloaded()
    {
        using var server = new LoopbackServer();
        folder.Write("set/file.bin", Content);

        await new Downloader().FetchAsync(File(server.Serve("file", Content)), folder["set"]);

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_wrong_file_put_there_by_hand_is_refused_and_kept()
    {
        using var server = new LoopbackServer();
        folder.Write("set/file.bin", [1, 2, 3]);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => new Downloader().FetchAsync(File(server.Serve("file", Content)), folder["set"]));

        Assert.StartsWith($"{Whole}: not the right file: it has 3 bytes where 300,000 are right. Delete it", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, new FileInfo(Whole).Length);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_taken_up_where_it_broke()
    {
        using var server = new LoopbackServer();
        server.CutsAfter.Enqueue(100_000);
        server.CutsAfter.Enqueue(50_000);

        await new Downloader().FetchAsync(File(server.Serve("file", Content)), folder["set"]);

        Assert.Equal(Content, System.IO.File.ReadAllBytes(Whole));
        Assert.Equal([("file", null), ("file", 100_000), ("file", 150_000)], server.Requests);
    }

    [Fact]
    public async Task The_next_run_goes_on_from_what_an_earlier_one_left()
    {
        using var server = new LoopbackServer();
        server.CutsAfter.Enqueue(100_000);
        var file = File(server.Serve("file", Content));

        var error = await Assert.ThrowsAsync<IOException>(() => new Downloader { Attempts = 1 }.FetchAsync(file, folder["set"]));
        Assert.Contains("after 100,000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("run again to go on from there", error.Message, StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(Part).Length);
        Assert.False(System.IO.File.Exists(Whole));

        await new Downloader().FetchAsync(file, folder["set"]);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(Whole));
        Assert.Equal(("file", 100_000), server.Requests.Last());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_is_whole_already_is_checked_and_renamed(bool sizeIsKnown)
    {
        using var server = new LoopbackServer();
        folder.Write("set/file.bin.part", Content);
        var file = File(server.Serve("file", Content));

        await new Downloader().FetchAsync(sizeIsKnown ? file : file with { Size = null }, folder["set"]);

        Assert.Equal(Content, System.IO.File.ReadAllBytes(Whole));
        Assert.Equal(sizeIsKnown ? 0 : 1, server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_is_too_long_is_thrown_away(bool sizeIsKnown)
    {
        using var server = new LoopbackServer();
        folder.Write("set/file.bin.part", new byte[Content.Length + 1]);
        var file = File(server.Serve("file", Content));

        await new Downloader().FetchAsync(sizeIsKnown ? file : file with { Size = null }, folder["set"]);

        Assert.Equal(Content, System.IO.File.ReadAllBytes(Whole));
    }

    [Fact]
    public async Task A_server_without_ranges_sends_everything_again()
    {
        using var server = new LoopbackServer { KnowsRanges = false };
        server.CutsAfter.Enqueue(100_000);

        await new Downloader().FetchAsync(File(server.Serve("file", Content)), folder["set"]);

        Assert.Equal(Content, System.IO.File.ReadAllBytes(Whole));
        Assert.Equal([("file", null), ("file", 100_000)], server.Requests);
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused_and_what_came_removed()
    {
        using var server = new LoopbackServer();
        var changed = Content.ToArray();
        changed[200_000] ^= 1;
        var file = File(server.Serve("file", changed));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => new Downloader().FetchAsync(file, folder["set"]));

        Assert.Contains($"its sha256 is {Hash(changed)} where {Hash(Content)} is right", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["set"]));
    }

    [Fact]
    public async Task A_part_of_another_file_is_found_out_by_the_checksum_and_the_next_run_starts_anew()
    {
        using var server = new LoopbackServer();
        folder.Write("set/file.bin.part", new byte[1_000]);
        var file = File(server.Serve("file", Content));

        await Assert.ThrowsAsync<InvalidDataException>(() => new Downloader().FetchAsync(file, folder["set"]));
        await new Downloader().FetchAsync(file, folder["set"]);

        Assert.Equal(Content, System.IO.File.ReadAllBytes(Whole));
    }

    [Fact]
    public async Task An_address_that_serves_another_size_is_refused_before_the_transfer()
    {
        using var server = new LoopbackServer();
        var file = File(server.Serve("file", "Please log in."u8.ToArray()));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => new Downloader().FetchAsync(file, folder["set"]));

        Assert.Contains("offers 14 bytes where 300,000 are right", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_address_says_so_and_how_to_do_it_by_hand()
    {
        using var server = new LoopbackServer();
        var file = File(server.Address("gone"));

        var error = await Assert.ThrowsAsync<IOException>(() => new Downloader().FetchAsync(file, folder["set"]));

        Assert.StartsWith($"{file.Address}: answered 404 (Not Found): the address is dead", error.Message, StringComparison.Ordinal);
        Assert.Contains($"put it at {Whole} (300,000 bytes, sha256 {Hash(Content)})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_says_so_and_how_to_do_it_by_hand()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var file = File(new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/file"));
        listener.Stop();

        var error = await Assert.ThrowsAsync<IOException>(() => new Downloader().FetchAsync(file, folder["set"]));

        Assert.StartsWith($"{file.Address}: cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Contains("offline or the address is dead", error.Message, StringComparison.Ordinal);
        Assert.Contains($"put it at {Whole}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "did not answer within 0.2 s")]
    [InlineData(false, "silent for 0.2 s")]
    public async Task A_silent_server_does_not_hold_the_download_for_ever(bool beforeHead, string expected)
    {
        using var server = new LoopbackServer { FallsSilentBeforeHead = beforeHead, FallsSilentAfterHead = !beforeHead };
        var downloader = new Downloader { Attempts = 1, Patience = TimeSpan.FromSeconds(0.2) };

        var error = await Assert.ThrowsAsync<IOException>(() => downloader.FetchAsync(File(server.Serve("file", Content)), folder["set"]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_stops_a_download()
    {
        using var server = new LoopbackServer { FallsSilentAfterHead = true };
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Downloader().FetchAsync(File(server.Serve("file", Content)), folder["set"], cancellation: cancellation.Token));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var attempts = Assert.Throws<ArgumentOutOfRangeException>(() => new Downloader { Attempts = 0 });
        var patience = Assert.Throws<ArgumentOutOfRangeException>(() => new Downloader { Patience = TimeSpan.Zero });

        Assert.StartsWith("Attempts = 0", attempts.Message, StringComparison.Ordinal);
        Assert.StartsWith("Patience = 00:00:00", patience.Message, StringComparison.Ordinal);
    }

    private static DownloadFile File(Uri address) => new(address, "file.bin") { Size = Content.Length, Checksum = Checksum.Sha256(Hash(Content)) };

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Unlike <see cref="Progress{T}"/> it keeps the order of the reports.</summary>
    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public ConcurrentQueue<DownloadProgress> Reports { get; } = [];

        public void Report(DownloadProgress value) => Reports.Enqueue(value);
    }
}
