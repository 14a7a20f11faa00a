using System.Collections;
using System.Collections.Immutable;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// The ordered, named, immutable menu of candidate activations of a recurrent cell: the k-th column of the alphas belongs to the k-th
/// activation.
/// </summary>
/// <example><code>ActivationSet.Darts.Without("identity").With("swish", x => x * x.sigmoid())</code></example>
public sealed class ActivationSet : IReadOnlyList<Activation>
{
    private readonly ImmutableArray<Activation> activations;

    /// <summary>Makes a set.</summary>
    /// <param name="activations">The activations, in the order of the columns of alpha.</param>
    /// <exception cref="ArgumentException">There is none but zero operations, or two have one name.</exception>
    public ActivationSet(params IEnumerable<Activation> activations)
    {
        ArgumentNullException.ThrowIfNull(activations);
        this.activations = [.. activations];
        if (this.activations.All(activation => activation.IsZero))
            throw new ArgumentException($"Activations = [{this}]: a set needs at least one activation that is not zero.", nameof(activations));
        if (this.activations.GroupBy(activation => activation.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Activations = [{this}]: '{twice.Key}' appears {twice.Count()} times; names are unique.", nameof(activations));
    }

    /// <summary>The five candidates of the paper's recurrent cell, in the authors' order: none, tanh, relu, sigmoid, identity.</summary>
    public static ActivationSet Darts { get; } = new(Activation.None, Activation.Tanh, Activation.Relu, Activation.Sigmoid, Activation.Identity);

    /// <inheritdoc />
    public int Count => activations.Length;

    /// <summary>The activation of a column of alpha.</summary>
    /// <param name="index">The column, from 0.</param>
    public Activation this[int index] => activations[index];

    /// <summary>The activation of a name.</summary>
    /// <param name="name">The name, exact.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the names and guesses the one that was meant.</exception>
    public Activation this[string name] => activations[IndexOf(name)];

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => activations.Select(activation => activation.Name);

    /// <summary>Whether there is an activation of that name.</summary>
    /// <param name="name">The name, exact.</param>
    public bool Contains(string name) => activations.Any(activation => activation.Name == name);

    /// <summary>The column of alpha of an activation.</summary>
    /// <param name="name">Its name, exact.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the names and guesses the one that was meant.</exception>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < activations.Length; i++)
        {
            if (activations[i].Name == name)
                return i;
        }

        throw new ArgumentException($"Activation '{name}' is not in the set. {Suggestion.For(name, Names)}", nameof(name));
    }

    /// <summary>The set with one more activation at its end, or with the one of that name replaced in its place.</summary>
    /// <param name="activation">The activation.</param>
    public ActivationSet With(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return new ActivationSet(Contains(activation.Name) ? activations.SetItem(IndexOf(activation.Name), activation) : activations.Add(activation));
    }

    /// <summary>The set with one more activation at its end, or with the one of that name replaced in its place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="apply">Computes it elementwise, differentiably.</param>
    public ActivationSet With(string name, Func<Tensor, Tensor> apply) => With(new Activation(name, apply));

    /// <summary>The set without some activations.</summary>
    /// <param name="names">Their names.</param>
    /// <exception cref="ArgumentException">One of them is not in the set, or nothing but zero would be left.</exception>
    public ActivationSet Without(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var indices = names.Select(IndexOf).ToHashSet();
        return new ActivationSet(activations.Where((_, index) => !indices.Contains(index)));
    }

    /// <inheritdoc />
    public IEnumerator<Activation> GetEnumerator() => activations.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names, in order, with commas.</summary>
    public override string ToString() => string.Join(", ", Names);
}
