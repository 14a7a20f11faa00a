using System.Collections;
using System.Collections.Immutable;
using Darts.Runtime;

namespace Darts.Operations;

/// <summary>An ordered, named, immutable menu of candidates: the k-th column of the alphas belongs to the k-th candidate.</summary>
/// <typeparam name="T">The candidates.</typeparam>
/// <typeparam name="TSet">The set itself.</typeparam>
public abstract class CandidateSet<T, TSet> : IReadOnlyList<T>
    where T : ICandidate
    where TSet : CandidateSet<T, TSet>
{
    private readonly ImmutableArray<T> candidates;
    private readonly string kind;

    /// <param name="candidates">The candidates, in the order of the columns of alpha.</param>
    /// <param name="kind">What one is called, in messages: "operation".</param>
    private protected CandidateSet(IEnumerable<T> candidates, string kind)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        (this.candidates, this.kind) = ([.. candidates], kind);
        if (this.candidates.All(candidate => candidate.IsZero))
            throw new ArgumentException($"{Capitalized}s = [{this}]: a set needs at least one {kind} that is not zero.", $"{kind}s");
        if (Names.CountBy(name => name).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice)
            throw new ArgumentException($"{Capitalized}s = [{this}]: '{twice.Key}' appears {twice.Value} times; names are unique.", $"{kind}s");
    }

    /// <inheritdoc />
    public int Count => candidates.Length;

    /// <summary>The candidate of a column of alpha.</summary>
    /// <param name="index">The column, from 0.</param>
    public T this[int index] => candidates[index];

    /// <summary>The candidate of a name.</summary>
    /// <param name="name">The name, exact.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the names and guesses the one that was meant.</exception>
    public T this[string name] => candidates[IndexOf(name)];

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => candidates.Select(candidate => candidate.Name);

    private string Capitalized => char.ToUpperInvariant(kind[0]) + kind[1..];

    /// <summary>Whether there is a candidate of that name.</summary>
    /// <param name="name">The name, exact.</param>
    public bool Contains(string name) => Names.Contains(name);

    /// <summary>The column of alpha of a candidate.</summary>
    /// <param name="name">Its name, exact.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the names and guesses the one that was meant.</exception>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].Name == name)
                return i;
        }

        throw new ArgumentException($"{Capitalized} '{name}' is not in the set. {Suggestion.For(name, Names)}", nameof(name));
    }

    /// <summary>The set with one more candidate at its end, or with the one of that name replaced in its place.</summary>
    /// <param name="candidate">The candidate.</param>
    public TSet With(T candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Make(Contains(candidate.Name) ? candidates.SetItem(IndexOf(candidate.Name), candidate) : candidates.Add(candidate));
    }

    /// <summary>The set without some candidates.</summary>
    /// <param name="names">Their names.</param>
    /// <exception cref="ArgumentException">One of them is not in the set, or nothing but zero would be left.</exception>
    public TSet Without(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var indices = names.Select(IndexOf).ToHashSet();
        return Make(candidates.Where((_, index) => !indices.Contains(index)));
    }

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => candidates.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names, in order, with commas.</summary>
    public override string ToString() => string.Join(", ", Names);

    private protected abstract TSet Make(IEnumerable<T> candidates);
}
