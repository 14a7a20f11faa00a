using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Darts.Notebooks.Session;

namespace Darts.Notebooks.Packages;

/// <summary>
/// Fetches packages by <c>dotnet restore</c> on a project of their own. All packages of a session are restored together, so that they agree on
/// the versions of what they share. What was restored once is kept: the same packages in exact versions need neither time nor network again.
/// </summary>
internal sealed partial class PackageRestore
{
    private static readonly string s_framework = $"net{Environment.Version.Major}.0";
    private readonly List<PackageRequest> _requests = [];
    private readonly List<string> _sources = [];

    /// <summary>Adds a place to look for packages in, beside those of the user's NuGet settings.</summary>
    /// <param name="source">What <c>#i</c> names: <c>nuget: </c> and an address or a folder.</param>
    /// <exception cref="DirectiveException">It is neither.</exception>
    public void AddSource(string source)
    {
        var place = PackageRequest.IsOne(source) ? source["nuget:".Length..].Trim() : throw new DirectiveException($"#i \"{source}\": write #i \"nuget: ADDRESS\" with the address of a package source or a folder.");
        var known = Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" || Directory.Exists(place);
        if (!known)
            throw new DirectiveException($"#i \"{source}\": '{place}' is neither an address (https://...) nor a folder that exists.");
        if (!_sources.Contains(place))
            _sources.Add(place);
    }

    /// <summary>Fetches a package and what it needs.</summary>
    /// <param name="request">The package.</param>
    /// <param name="cancellation">Stops the restore.</param>
    /// <returns>All packages of the session.</returns>
    /// <exception cref="DirectiveException">There is no such package or version, no network, or no .NET SDK.</exception>
    public IReadOnlyList<RestoredPackage> Restore(PackageRequest request, CancellationToken cancellation)
    {
        var requests = _requests.Where(other => !string.Equals(other.Id, request.Id, StringComparison.OrdinalIgnoreCase)).Append(request).ToArray();
        var project = Project(requests);
        var folder = Path.Combine(Cache, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16]);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        var target = $"{s_framework}/{RuntimeInformation.RuntimeIdentifier}";
        var exact = requests.All(each => each.Version is not null && !each.Version.Contains('*', StringComparison.Ordinal));
        var packages = exact ? AssetsFile.Read(assets, target) : null;
        if (packages is null)
        {
            using var turn = Lock(folder, cancellation);
            Run(request, Write(folder, project), cancellation);
            packages = AssetsFile.Read(assets, target) ?? throw new DirectiveException($"#r \"nuget: {request}\": the restore left no readable '{assets}'.");
        }

        _requests.Clear();
        _requests.AddRange(requests);
        return packages;
    }

    private static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "darts-notebooks", "packages");

    private string Project(IEnumerable<PackageRequest> requests) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>{s_framework}</TargetFramework>
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', _sources))}</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>
        {string.Join('\n', requests.Select(request => $"    <PackageReference Include=\"{request.Id}\" Version=\"{request.Version ?? "*"}\" />"))}
          </ItemGroup>
        </Project>
        """;

    // Two kernels may ask for the same packages at the same time.
    private static FileStream Lock(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100)))
            {
                // The other one has it still.
            }
        }
    }

    // Files of the same names further up would be obeyed otherwise.
    private static string Write(string folder, string project)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Build.rsp"])
            File.WriteAllText(Path.Combine(folder, name), name.EndsWith(".rsp", StringComparison.Ordinal) ? "" : "<Project />");
        var file = Path.Combine(folder, "packages.csproj");
        File.WriteAllText(file, project);
        return file;
    }

    private static void Run(PackageRequest request, string project, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Dotnet, ["restore", project, "-nologo", "-verbosity:quiet", "-consoleLoggerParameters:NoSummary", "-nodeReuse:false"])
        {
            WorkingDirectory = Path.GetDirectoryName(project),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Start(request, start);
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new DirectiveException(Explain(request, output));
    }

    private static Process Start(PackageRequest request, ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new DirectiveException($"#r \"nuget: {request}\": packages are fetched by the .NET SDK, and '{start.FileName}' cannot be started: {e.Message}", e);
        }
    }

    private static string Explain(PackageRequest request, string output)
    {
        var errors = ErrorPattern().Matches(output).Select(match => (Code: match.Groups[1].Value, Text: match.Groups[2].Value.Trim())).Distinct().ToArray();
        var text = errors.Length > 0 ? string.Join(" ", errors.Select(error => $"{error.Code}: {error.Text}")) : output.Trim();
        var remedy = errors.Select(error => error.Code).FirstOrDefault() switch
        {
            "NU1101" => " Check the id, or name another source: #i \"nuget: ADDRESS\".",
            "NU1102" or "NU1103" => " Check the version, or leave it away for the newest.",
            "NU1301" or "NU1302" => " Packages that are not in the cache need the network.",
            "NU1605" or "NU1107" => " Packages of one session share what they need; restart the kernel to choose other versions.",
            _ => "",
        };
        return $"#r \"nuget: {request}\": {text}{remedy}";
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    [GeneratedRegex(@"error (NU\d+|MSB\d+|NETSDK\d+): (.*?)(?: \[[^\]]*\])?\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ErrorPattern();
}
