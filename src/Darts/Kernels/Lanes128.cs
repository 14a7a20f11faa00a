using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darts.Kernels;

/// <summary>16 bytes, 4 floats or 2 doubles: Arm, and x86 without AVX2.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct Lanes128<T>(Vector128<T> vector) : ILanes<Lanes128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> vector = vector;

    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> left, Lanes128<T> right, Lanes128<T> addend) => typeof(T) == typeof(float)
        ? new(Vector128.FusedMultiplyAdd(left.vector.AsSingle(), right.vector.AsSingle(), addend.vector.AsSingle()).As<float, T>())
        : new(Vector128.FusedMultiplyAdd(left.vector.AsDouble(), right.vector.AsDouble(), addend.vector.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Max(Lanes128<T> left, Lanes128<T> right) => new(Vector128.Max(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> KeepEqual(Lanes128<T> left, Lanes128<T> right, Lanes128<T> value) => new(Vector128.ConditionalSelect(Vector128.Equals(left.vector, right.vector), value.vector, Vector128<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IsPositive(Lanes128<T> value) => new(Vector128.GreaterThan(value.vector, Vector128<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Keep(Lanes128<T> mask, Lanes128<T> value) => new(mask.vector & value.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Either(Lanes128<T> left, Lanes128<T> right) => new(left.vector | right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> left, Lanes128<T> right) => new(left.vector + right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> left, Lanes128<T> right) => new(left.vector - right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> left, Lanes128<T> right) => new(left.vector * right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> left, Lanes128<T> right) => new(left.vector / right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Exp(Lanes128<T> value) => typeof(T) == typeof(float)
        ? new(Vector128.Exp(value.vector.AsSingle()).As<float, T>())
        : new(Vector128.Exp(value.vector.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Min(Lanes128<T> left, Lanes128<T> right) => new(Vector128.Min(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => vector.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Sum() => Vector128.Sum(vector);
}
