using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darts.Kernels;

/// <summary>64 bytes, 16 floats or 8 doubles: processors with AVX-512.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct Lanes512<T>(Vector512<T> vector) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> vector = vector;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> left, Lanes512<T> right, Lanes512<T> addend) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(left.vector.AsSingle(), right.vector.AsSingle(), addend.vector.AsSingle()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(left.vector.AsDouble(), right.vector.AsDouble(), addend.vector.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> left, Lanes512<T> right) => new(Vector512.Max(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> KeepEqual(Lanes512<T> left, Lanes512<T> right, Lanes512<T> value) => new(Vector512.ConditionalSelect(Vector512.Equals(left.vector, right.vector), value.vector, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IsPositive(Lanes512<T> value) => new(Vector512.GreaterThan(value.vector, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Keep(Lanes512<T> mask, Lanes512<T> value) => new(mask.vector & value.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Either(Lanes512<T> left, Lanes512<T> right) => new(left.vector | right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> left, Lanes512<T> right) => new(left.vector + right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> left, Lanes512<T> right) => new(left.vector - right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> left, Lanes512<T> right) => new(left.vector * right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> left, Lanes512<T> right) => new(left.vector / right.vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Exp(Lanes512<T> value) => typeof(T) == typeof(float)
        ? new(Vector512.Exp(value.vector.AsSingle()).As<float, T>())
        : new(Vector512.Exp(value.vector.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Min(Lanes512<T> left, Lanes512<T> right) => new(Vector512.Min(left.vector, right.vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* target) => vector.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Sum() => new Lanes256<T>(vector.GetLower() + vector.GetUpper()).Sum();
}
