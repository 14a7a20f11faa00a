using System.Text.RegularExpressions;
using Darts.Notebooks.Session;

namespace Darts.Notebooks.Packages;

/// <summary>A package as <c>#r "nuget: Id, Version"</c> asks for it.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Version">A version or a range of versions as NuGet writes them; the newest stable one when null.</param>
internal sealed partial record PackageRequest(string Id, string? Version)
{
    private const string Prefix = "nuget:";

    public static bool IsOne(string reference) => reference.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="DirectiveException">It is no id, or no version.</exception>
    public static PackageRequest Parse(string reference)
    {
        var parts = reference[Prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        if (!IdPattern().IsMatch(parts[0]))
            throw new DirectiveException($"#r \"{reference}\": '{parts[0]}' is no package id. Write #r \"nuget: Id\" or #r \"nuget: Id, 1.2.3\".");
        if (parts.Length == 1 || parts[1].Length == 0)
            return new PackageRequest(parts[0], null);
        return VersionPattern().IsMatch(parts[1])
            ? new PackageRequest(parts[0], parts[1])
            : throw new DirectiveException($"#r \"{reference}\": '{parts[1]}' is no version of a package. Write 1.2.3, 1.2.3-beta.1, 1.2.* or [1.2,2.0).");
    }

    public override string ToString() => Version is null ? Id : $"{Id}, {Version}";

    [GeneratedRegex(@"^\w+([_.-]\w+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^[\[(]?[0-9A-Za-z.*+-]*(\s*,\s*[0-9A-Za-z.*+-]*)?[\])]?$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}
