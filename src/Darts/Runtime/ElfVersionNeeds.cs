using System.Buffers.Binary;
using System.Text;

namespace Darts.Runtime;

/// <summary>
/// Edits the list of symbol versions that a 64-bit little-endian ELF library asks of others (section <c>.gnu.version_r</c>).
/// </summary>
/// <remarks>
/// libLibTorchSharp.so asks for GLIBCXX_3.4.32 because of one undefined symbol, <c>_ZSt21ios_base_library_initv</c>, that nothing
/// in it calls. With the weak flag (VER_FLG_WEAK) set on that one need the dynamic loader no longer refuses the file where the
/// C++ library is older.
/// </remarks>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedsSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2;                       // VER_FLG_WEAK

    /// <summary>Sets the weak flag of every need named <paramref name="version"/>.</summary>
    /// <returns>False when the image has no such need.</returns>
    /// <exception cref="BadImageFormatException">The image is not a 64-bit little-endian ELF file.</exception>
    public static bool MakeWeak(Span<byte> image, string version)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new BadImageFormatException("Not a 64-bit little-endian ELF file.");

        var sections = (int)U64(image, 0x28);
        int sectionSize = U16(image, 0x3a), count = U16(image, 0x3c);
        var found = false;
        for (var i = 0; i < count; i++)
        {
            var header = sections + i * sectionSize;
            if (U32(image, header + 4) != VersionNeedsSection)
                continue;
            var names = (int)U64(image, sections + (int)U32(image, header + 0x28) * sectionSize + 0x18);
            found |= MakeWeak(image, (int)U64(image, header + 0x18), names, version);
        }

        return found;
    }

    private static bool MakeWeak(Span<byte> image, int need, int names, string version)
    {
        var found = false;
        for (uint next = 1; next != 0; need += (int)next)
        {
            next = U32(image, need + 12);
            var entry = need + (int)U32(image, need + 8);
            for (uint step = 1; step != 0; entry += (int)step)
            {
                step = U32(image, entry + 12);
                var name = image[(names + (int)U32(image, entry + 8))..];
                if (!Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]).Equals(version, StringComparison.Ordinal))
                    continue;
                BinaryPrimitives.WriteUInt16LittleEndian(image[(entry + 4)..], (ushort)(U16(image, entry + 4) | Weak));
                found = true;
            }
        }

        return found;
    }

    private static ushort U16(Span<byte> image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);

    private static uint U32(Span<byte> image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image[at..]);

    private static ulong U64(Span<byte> image, int at) => BinaryPrimitives.ReadUInt64LittleEndian(image[at..]);
}
