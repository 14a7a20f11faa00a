using System.Text;
using Darts.Cells;
using Darts.Genotypes;

namespace Darts.Charts.Graphs;

/// <summary>Writes cells in the language of Graphviz, with the paper's layout: left to right, inputs green, nodes blue, output yellow.</summary>
internal static class DotText
{
    private const string Defaults = """
          rankdir=LR;
          node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=14];
          edge [fontname="Helvetica", fontsize=12];

        """;

    public static string Write(CellGenotype cell, string name)
    {
        var text = new StringBuilder($"digraph {Quote(name)} {{\n{Defaults}");
        AppendStates(text, cell, "", "  ");
        return text.Append("}\n").ToString();
    }

    public static string Write(Genotype genotype)
    {
        var text = new StringBuilder($"digraph \"genotype\" {{\n{Defaults}");
        foreach (var (name, cell) in new[] { ("normal", genotype.Normal), ("reduction", genotype.Reduction) })
        {
            text.Append($"  subgraph \"cluster_{name}\" {{\n    label=\"{name} cell\";\n    fontname=\"Helvetica\";\n");
            AppendStates(text, cell, name + " ", "    ");
            text.Append("  }\n");
        }

        return text.Append("}\n").ToString();
    }

    private static void AppendStates(StringBuilder text, CellGenotype cell, string prefix, string indent)
    {
        string Id(int state) => Quote(prefix + CellSketch.StateName(state));
        var output = Quote(prefix + "c_{k}");
        for (var state = 0; state < CellTopology.Inputs + cell.Nodes; state++)
        {
            var label = state < CellTopology.Inputs ? CellSketch.StateName(state) : $"{state - CellTopology.Inputs}";
            text.Append($"{indent}{Id(state)} [label={Quote(label)}, fillcolor=\"{(state < CellTopology.Inputs ? "#d7efdc" : "#dde9f8")}\"];\n");
        }

        text.Append($"{indent}{output} [label=\"c_{{k}}\", fillcolor=\"#f8ecc4\"];\n");
        foreach (var edge in cell.Edges)
            text.Append($"{indent}{Id(edge.From)} -> {Id(edge.To)} [label={Quote(edge.Operation)}, color=\"{OperationColors.Of(edge.Operation)}\"];\n");
        foreach (var state in cell.Concat)
            text.Append($"{indent}{Id(state)} -> {output} [color=\"#8c959f\"];\n");
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
