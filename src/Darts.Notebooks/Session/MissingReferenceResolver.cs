using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Darts.Notebooks.Session;

/// <summary>Lets the compiler find what referenced assemblies need, so that a cell names only what it uses. Directives never reach it.</summary>
internal sealed class MissingReferenceResolver(References references) : MetadataReferenceResolver
{
    public override bool ResolveMissingAssemblies => true;

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        references.Missing(referenceIdentity.Name);

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
