using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Darts.Notebooks.Session;

/// <summary>The documentation file beside an assembly, read when someone first asks.</summary>
internal sealed class FileDocumentation(string path) : DocumentationProvider
{
    private readonly string _path = path;

    private readonly Lazy<Dictionary<string, string>> _members = new(() => XDocument.Load(path).Descendants("member")
        .Where(member => member.Attribute("name") is not null)
        .GroupBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().ToString(), StringComparer.Ordinal));

    public override bool Equals(object? obj) => obj is FileDocumentation other && other._path == _path;

    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);

    /// <summary>What the file says of a member; null when it says nothing.</summary>
    public string? Find(string documentationMemberID) => _members.Value.GetValueOrDefault(documentationMemberID);

    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        Find(documentationMemberID);
}
