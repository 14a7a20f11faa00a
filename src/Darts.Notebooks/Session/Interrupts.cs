using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Darts.Notebooks.Session;

/// <summary>The flag that the loops of a cell look at (see <see cref="InterruptChecks"/>). Public for compiled cells alone.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Interrupts
{
    private static volatile bool s_requested;

    /// <summary>Throws when the user has interrupted the cell; costs about a nanosecond otherwise.</summary>
    /// <exception cref="CellInterruptedException">The user has interrupted the cell.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (s_requested)
            Throw();
    }

    internal static void Request() => s_requested = true;

    internal static void Reset() => s_requested = false;

    private static void Throw() => throw new CellInterruptedException();
}
