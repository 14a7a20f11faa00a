using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// A vector of numbers, one lane a sample of the batch. Every kernel is written once against this interface and compiled by the run-time
/// for each number type and each vector width, so that nothing of it is left in the machine code.
/// </summary>
/// <typeparam name="TSelf">The vector.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Number of lanes: samples that are computed at once.</summary>
    static abstract int Count { get; }

    static abstract TSelf Load(T* source);

    static abstract TSelf Broadcast(T value);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf Max(TSelf left, TSelf right);

    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>e to the power of the value, to within about one unit in the last place.</summary>
    static abstract TSelf Exp(TSelf value);

    /// <summary>The value in lanes where left and right are equal, else zero.</summary>
    static abstract TSelf KeepEqual(TSelf left, TSelf right, TSelf value);

    /// <summary>All bits set in the lanes that are greater than zero.</summary>
    static abstract TSelf IsPositive(TSelf value);

    /// <summary>The value in lanes where the mask's bits are set, else zero.</summary>
    static abstract TSelf Keep(TSelf mask, TSelf value);

    /// <summary>The union of two masks.</summary>
    static abstract TSelf Either(TSelf left, TSelf right);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    void Store(T* target);

    /// <summary>The sum of the lanes, by halves: a third of the instructions of the run-time's own sum, which adds in one order at every width.</summary>
    T Sum();
}
