using System.Text;
using Darts.Runtime;

namespace Darts.Tests.Runtime;

public class ElfVersionNeedsTests
{
    [Fact]
    public void One_flag_of_torchsharps_library_is_set_and_no_other_byte_changed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "an ELF library is Linux's");
        var before = File.ReadAllBytes(Path.Combine(NativeLibraries.Folder!, "libLibTorchSharp.so"));
        byte[] after = [.. before];

        Assert.True(ElfVersionNeeds.MakeWeak(after, "GLIBCXX_3.4.32"));

        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToArray();
        Assert.Equal(before[Assert.Single(changed)] | 2, after[changed[0]]);
        Assert.True(ElfVersionNeeds.MakeWeak(after, "GLIBCXX_3.4.32"));
        Assert.Single(Enumerable.Range(0, before.Length), i => before[i] != after[i]);
    }

    /// <summary>Ubuntu 22.04 has glibc 2.35 and GLIBCXX_3.4.30, Debian 12 glibc 2.36 and the same C++ library.</summary>
    [Fact]
    public void But_for_that_flag_no_library_asks_for_more_than_ubuntu_22_04_has()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "an ELF library is Linux's");
        string[] newer = [.. Enumerable.Range(36, 20).Select(minor => $"GLIBC_2.{minor}"), .. Enumerable.Range(31, 20).Select(patch => $"GLIBCXX_3.4.{patch}")];
        var libraries = Directory.EnumerateFiles(NativeLibraries.Folder!).Where(file => Path.GetFileName(file).Contains(".so", StringComparison.Ordinal)).ToArray();
        Assert.Contains(libraries, file => Path.GetFileName(file) == "libtorch_cpu.so");

        var needs = libraries.SelectMany(file =>
        {
            var image = File.ReadAllBytes(file);
            return newer.Where(version => ElfVersionNeeds.MakeWeak(image, version)).Select(version => $"{Path.GetFileName(file)}: {version}").ToArray();
        });
        Assert.Equal(["libLibTorchSharp.so: GLIBCXX_3.4.32"], needs);
    }

    [Fact]
    public void A_version_that_is_not_needed_changes_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "an ELF library is Linux's");
        var before = File.ReadAllBytes(Path.Combine(NativeLibraries.Folder!, "libLibTorchSharp.so"));
        byte[] after = [.. before];
        Assert.False(ElfVersionNeeds.MakeWeak(after, "GLIBCXX_9.9"));
        Assert.True(before.AsSpan().SequenceEqual(after));
    }

    [Fact]
    public void What_is_no_elf_file_of_64_bits_is_refused()
    {
        foreach (var image in new[] { [], new byte[100], Encoding.ASCII.GetBytes(new string('M', 100)), [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, .. new byte[100]] })
            Assert.Throws<BadImageFormatException>(() => ElfVersionNeeds.MakeWeak([.. image], "GLIBCXX_3.4.32"));
    }

    [Fact]
    public void The_libraries_were_loaded_from_the_kits_folder()
    {
        NativeLibraries.Load();
        Assert.NotNull(NativeLibraries.Folder);
        Assert.True(TorchSharp.torch.ones(1, device: TorchSharp.torch.CPU).sum().item<float>() == 1);
    }
}
