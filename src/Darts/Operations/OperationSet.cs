using System.Collections;
using System.Collections.Immutable;
using Darts.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// The ordered, named, immutable menu O of candidate operations: the k-th column of the alphas belongs to the k-th operation.
/// </summary>
/// <example><code>OperationSet.Darts.Without("max_pool_3x3").With("blur_3x3", op => new BlurPool(op.Channels, op.Stride))</code></example>
public sealed class OperationSet : IReadOnlyList<Operation>
{
    private readonly ImmutableArray<Operation> operations;

    /// <summary>Makes a set.</summary>
    /// <param name="operations">The operations, in the order of the columns of alpha.</param>
    /// <exception cref="ArgumentException">There is none but zero operations, or two have one name.</exception>
    public OperationSet(params IEnumerable<Operation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        this.operations = [.. operations];
        if (this.operations.All(operation => operation.IsZero))
            throw new ArgumentException($"Operations = [{this}]: a set needs at least one operation that is not zero.", nameof(operations));
        if (this.operations.GroupBy(operation => operation.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Operations = [{this}]: '{twice.Key}' appears {twice.Count()} times; names are unique.", nameof(operations));
    }

    /// <summary>The eight operations of the paper's image cells, in the authors' order.</summary>
    public static OperationSet Darts { get; } = new(
        Zero.Operation,
        Pooling.Max3x3,
        Pooling.Average3x3,
        SkipConnect.Operation,
        SeparableConvolution.Of(3),
        SeparableConvolution.Of(5),
        DilatedConvolution.Of(3),
        DilatedConvolution.Of(5));

    /// <summary>Every operation that the kit has: the paper's eight, and those that only other published cells use.</summary>
    public static OperationSet All { get; } = new([.. Darts, SeparableConvolution.Of(7), FactorizedConvolution.Operation]);

    /// <inheritdoc />
    public int Count => operations.Length;

    /// <summary>The operation of a column of alpha.</summary>
    /// <param name="index">The column, from 0.</param>
    public Operation this[int index] => operations[index];

    /// <summary>The operation of a name.</summary>
    /// <param name="name">The name, exact.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the names and guesses the one that was meant.</exception>
    public Operation this[string name] => operations[IndexOf(name)];

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => operations.Select(operation => operation.Name);

    /// <summary>Whether there is an operation of that name.</summary>
    /// <param name="name">The name, exact.</param>
    public bool Contains(string name) => operations.Any(operation => operation.Name == name);

    /// <summary>The column of alpha of an operation.</summary>
    /// <param name="name">Its name, exact.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the names and guesses the one that was meant.</exception>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < operations.Length; i++)
        {
            if (operations[i].Name == name)
                return i;
        }

        throw new ArgumentException($"Operation '{name}' is not in the set. {Suggestion.For(name, Names)}", nameof(name));
    }

    /// <summary>The set with one more operation at its end, or with the one of that name replaced in its place.</summary>
    /// <param name="operation">The operation.</param>
    public OperationSet With(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new OperationSet(Contains(operation.Name) ? operations.SetItem(IndexOf(operation.Name), operation) : operations.Add(operation));
    }

    /// <summary>The set with one more operation at its end, or with the one of that name replaced in its place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="create">Builds it: any module from [N, C, H, W] to [N, C, H/stride, W/stride].</param>
    /// <param name="normalizedInSearch">Whether the search adds a batch norm behind it; for operations without one of their own.</param>
    public OperationSet With(string name, Func<OperationShape, Module<Tensor, Tensor>> create, bool normalizedInSearch = false) =>
        With(new Operation(name, create) { NormalizedInSearch = normalizedInSearch });

    /// <summary>The set without some operations.</summary>
    /// <param name="names">Their names.</param>
    /// <exception cref="ArgumentException">One of them is not in the set, or nothing but zero would be left.</exception>
    public OperationSet Without(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var indices = names.Select(IndexOf).ToHashSet();
        return new OperationSet(operations.Where((_, index) => !indices.Contains(index)));
    }

    /// <inheritdoc />
    public IEnumerator<Operation> GetEnumerator() => operations.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names, in order, with commas.</summary>
    public override string ToString() => string.Join(", ", Names);
}
