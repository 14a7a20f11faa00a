using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Darts.Tests.Golden;

namespace Darts.Tests.Runtime;

/// <summary>environment/torch.props: which native packages a build takes, found by evaluating the project without restoring anything.</summary>
public partial class TorchPackageTests
{
    [Theory]
    [InlineData("cpu", "linux-x64", "libtorch-cpu-linux-x64")]
    [InlineData("cpu", "osx-arm64", "libtorch-cpu-osx-arm64")]
    [InlineData("cpu", "win-x64", "libtorch-cpu-win-x64")]
    [InlineData("cpu", "win-arm64", "libtorch-cpu-win-arm64")]
    [InlineData("cpu", "linux-arm64", null)]
    [InlineData("cuda", "linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("rocm", "linux-x64", null)]
    public async Task The_native_package_follows_from_torch_and_the_machine(string torch, string runtime, string? package)
    {
        var (output, code) = await Evaluate(torch, runtime, "-getItem:PackageReference", "-getProperty:Torch");
        Assert.True(code == 0, output);
        using var document = JsonDocument.Parse(output);
        var native = document.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)
            .Where(name => NativePackage().IsMatch(name));
        Assert.Equal(package is null ? [] : [package], native);
    }

    [Theory]
    [InlineData("cpu", "linux-arm64", "RuntimeIdentifier = 'linux-arm64': there is no libtorch package for it; linux-x64, osx-arm64, win-x64 and win-arm64 have one.")]
    [InlineData("cpu", "osx-x64", "RuntimeIdentifier = 'osx-x64': there is no libtorch package for it")]
    [InlineData("rocm", "linux-x64", "Torch = 'rocm': libtorch comes for 'cpu' or 'cuda'.")]
    [InlineData("cuda", "win-x64", "RuntimeIdentifier = 'win-x64': the CUDA packages exist for linux-x64 alone.")]
    [InlineData("cuda", "osx-arm64", "RuntimeIdentifier = 'osx-arm64': the CUDA packages exist for linux-x64 alone.")]
    public async Task Where_there_is_no_package_the_build_says_so_once(string torch, string runtime, string message)
    {
        var (output, code) = await Evaluate(torch, runtime, "-t:CheckTorch");
        Assert.NotEqual(0, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(output, "error :"));
    }

    [Theory]
    [InlineData("cpu", "linux-x64")]
    [InlineData("cuda", "linux-x64")]
    public async Task Where_there_is_one_the_check_is_silent(string torch, string runtime)
    {
        var (output, code) = await Evaluate(torch, runtime, "-t:CheckTorch");
        Assert.True(code == 0, output);
    }

    private static async Task<(string output, int code)> Evaluate(string torch, string runtime, params string[] arguments)
    {
        var project = Path.GetFullPath(Path.Combine(GoldenCase.Folder, "../../src/Darts.Charts/Darts.Charts.csproj"));
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["msbuild", project, "-nologo", "-v:m", "-nodeReuse:false", $"-p:Torch={torch}", $"-p:RuntimeIdentifier={runtime}", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Not the settings of the MSBuild that may have started these tests.
            Environment = { ["MSBUILD_EXE_PATH"] = null, ["MSBuildSDKsPath"] = null, ["MSBuildExtensionsPath"] = null, ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (output + await errors, process.ExitCode);
    }

    [GeneratedRegex("^(libtorch|TorchSharp-)", RegexOptions.IgnoreCase)]
    private static partial Regex NativePackage();
}
