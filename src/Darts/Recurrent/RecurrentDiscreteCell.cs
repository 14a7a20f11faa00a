using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// A discrete recurrent cell: with [c, h] = s_p W_i, node i is s_p + sigmoid(c) (f(h) - s_p) for the predecessor p and the activation f that
/// its genotype names; the output is the mean of some states. It has no batch norm. All nodes that take one state are one product.
/// </summary>
public sealed class RecurrentDiscreteCell : RecurrentCell
{
    private readonly RecurrentGenotype genotype;
    private readonly Activation[] activations;
    private readonly int[] places;

    /// <summary>Builds the cell.</summary>
    /// <param name="genotype">Its nodes.</param>
    /// <param name="activations">The activations that the genotype names.</param>
    /// <param name="units">Size of input and hidden state.</param>
    /// <param name="range">The first weights are uniform in [-range, range].</param>
    /// <exception cref="ArgumentException">The genotype names an activation that is not in the set.</exception>
    public RecurrentDiscreteCell(RecurrentGenotype genotype, ActivationSet activations, int units, double range = 0.04)
        : base(nameof(RecurrentDiscreteCell), (genotype ?? throw new ArgumentNullException(nameof(genotype))).Nodes.Length, units, range)
    {
        ArgumentNullException.ThrowIfNull(activations);
        this.genotype = genotype;
        this.activations = [.. genotype.Nodes.Select(node => activations[node.Activation])];
        places = [.. genotype.Nodes.Select((node, number) => genotype.Nodes.Take(number).Count(other => other.From == node.From))];
        RegisterComponents();
    }

    /// <summary>Computes the cell over a window.</summary>
    /// <param name="inputs">x, [T, B, units].</param>
    /// <param name="hidden">h, [B, units].</param>
    /// <param name="inputMask">Dropout mask of x, [B, units], or null.</param>
    /// <param name="hiddenMask">Dropout mask of hidden state and states, [B, units], or null.</param>
    /// <returns>The outputs, [T, B, units]; the last one is the next hidden state.</returns>
    public Tensor Forward(Tensor inputs, Tensor hidden, Tensor? inputMask, Tensor? hiddenMask)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(hidden);
        var (inputPart, hiddenWeights, leaving) = (InputPart(inputs, inputMask), HiddenWeights, Leaving());
        var outputs = new Tensor[inputs.shape[0]];
        for (var t = 0; t < outputs.Length; t++)
        {
            var states = new Tensor[1 + activations.Length];
            var parts = new Tensor[states.Length][];
            states[0] = InitialState(inputPart[t], hidden, hiddenWeights, hiddenMask);
            for (var node = 0; node < activations.Length; node++)
            {
                var from = genotype.Nodes[node].From;
                parts[from] ??= Masked(states[from], hiddenMask).mm(leaving[from]!).split(hidden.shape[1], 1);
                var (gate, candidate) = (parts[from][2 * places[node]], parts[from][2 * places[node] + 1]);
                var output = RecurrentSearchCell.CheckedOutput(activations[node], candidate, activations[node].Apply(candidate));
                states[node + 1] = states[from].lerp(output, gate.sigmoid());
            }

            hidden = outputs[t] = stack(genotype.Concat.Select(state => states[state])).mean([0]);
        }

        return stack(outputs);
    }

    /// <summary>For every state the matrices of the nodes that take it side by side, so that it goes through one product; null where none does.</summary>
    private Tensor?[] Leaving()
    {
        var weights = NodeWeights;
        return [.. Enumerable.Range(0, genotype.Nodes.Length).Select(state =>
        {
            var nodes = weights.Where((_, node) => genotype.Nodes[node].From == state).ToArray();
            return nodes.Length < 2 ? nodes.FirstOrDefault() : cat(nodes, 1);
        })];
    }
}
