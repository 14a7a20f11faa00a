namespace Darts.Recurrent;

/// <summary>A node of a discrete recurrent cell: s_i = s_p + sigmoid(c) (f(h) - s_p) with [c, h] = s_p W_i.</summary>
/// <param name="Activation">The name of f, e.g. <c>relu</c>.</param>
/// <param name="From">The state p that it takes: 0 is the initial state, 1, 2, ... are the nodes before it.</param>
public sealed record RecurrentNode(string Activation, int From);
