using System.Security.Cryptography;
using System.Text;

namespace Darts.Notebooks.Jupyter;

/// <summary>Signs messages as Jupyter does: HMAC-SHA256 over the four JSON frames, in lower-case hex. An empty key signs nothing.</summary>
internal sealed class MessageSigner(string key)
{
    public const string Scheme = "hmac-sha256";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    public string Sign(IEnumerable<byte[]> frames)
    {
        if (_key.Length == 0)
            return "";
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames)
            hash.AppendData(frame);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Compares in constant time, so that a guess learns nothing from how long it took.</summary>
    public bool Verify(IEnumerable<byte[]> frames, byte[] signature) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(frames)), signature);
}
