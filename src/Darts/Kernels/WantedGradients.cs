namespace Darts.Kernels;

/// <summary>Which gradients a backward pass is asked for.</summary>
/// <param name="Weights">Those of the operations' weights in their edges, which lead to the alphas.</param>
/// <param name="Parameters">Those of the convolutions' weights.</param>
/// <param name="Inputs">Those of the given states.</param>
internal sealed record WantedGradients(bool Weights, bool Parameters, IReadOnlyList<bool> Inputs)
{
    /// <summary>Of every state whether anything that is asked for lies behind it.</summary>
    /// <param name="plan">The cell.</param>
    public bool[] Behind(CellPlan plan)
    {
        var behind = new bool[plan.States];
        for (var state = 0; state < behind.Length; state++)
        {
            behind[state] = state < plan.Inputs ? Inputs[state] : plan.Nodes[state - plan.Inputs] is var node && (
                (Parameters && node.Parameters.Length > 0) || node.Edges.Any(edge => behind[edge.Source] || (Weights && edge.Candidates.Any(candidate => candidate.Weight >= 0))));
        }

        return behind;
    }
}
