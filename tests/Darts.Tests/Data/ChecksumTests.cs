using Darts.Data;

namespace Darts.Tests.Data;

public sealed class ChecksumTests : IDisposable
{
    // Of the three bytes "abc": RFC 1321 and FIPS 180-2.
    private const string Md5 = "900150983cd24fb0d6963f7d28e17f72";
    private const string Sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_published_examples_hold()
    {
        var path = folder.Write("abc", "abc"u8);

        Assert.Null(Checksum.Md5(Md5.ToUpperInvariant()).Mismatch(path));
        Assert.Null(Checksum.Sha256(Sha256).Mismatch(path));
        Assert.Contains($"its sha256 is {Sha256} where {new string('0', 64)} is right", Checksum.Sha256(new('0', 64)).Mismatch(path), StringComparison.Ordinal);
    }

    [Fact]
    public void The_unpacked_content_is_hashed_on_demand_zipped_or_not()
    {
        var checksum = Checksum.Sha256(Sha256) with { OfUnpacked = true };

        Assert.Null(checksum.Mismatch(folder.Write("abc.gz", TestFiles.Zip("abc"u8.ToArray()))));
        Assert.Null(checksum.Mismatch(folder.Write("abc", "abc"u8)));
        Assert.NotNull(Checksum.Sha256(Sha256).Mismatch(folder["abc.gz"]));
    }

    [Fact]
    public void A_damaged_or_truncated_gzip_file_is_a_mismatch()
    {
        var checksum = Checksum.Sha256(Sha256) with { OfUnpacked = true };
        var zipped = TestFiles.Zip("abc"u8.ToArray());

        Assert.Contains("damaged", checksum.Mismatch(folder.Write("cut.gz", zipped.AsSpan()[..^1])), StringComparison.Ordinal);
        zipped[^6] ^= 1; // within the checksum of the content
        Assert.Contains("damaged", checksum.Mismatch(folder.Write("bad.gz", zipped)), StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_that_are_no_checksum_are_refused()
    {
        Assert.Contains("64 hexadecimal digits", Assert.Throws<ArgumentException>(() => Checksum.Sha256(Md5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Checksum.Md5(Md5[..31] + "g"));
    }
}
