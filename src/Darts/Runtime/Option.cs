using System.Runtime.CompilerServices;

namespace Darts.Runtime;

/// <summary>Checks of option values, with one form of message: the value, the rule.</summary>
internal static class Option
{
    public static int AtLeast(int value, int least, string rule, [CallerMemberName] string name = "") =>
        value >= least ? value : throw new ArgumentException($"{name} = {value}: {rule}", name);

    public static double Within(double value, double least, double most, string rule, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw new ArgumentException($"{name} = {value}: {rule}", name);

    public static double NotNegative(double value, [CallerMemberName] string name = "") =>
        Within(value, 0, double.MaxValue, "it must be 0 or more.", name);

    public static double Positive(double value, [CallerMemberName] string name = "") =>
        Within(value, double.Epsilon, double.MaxValue, "it must be more than 0.", name);
}
