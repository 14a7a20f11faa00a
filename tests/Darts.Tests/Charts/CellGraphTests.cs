using System.Globalization;
using Darts.Charts;
using Darts.Genotypes;
using Darts.Operations;

namespace Darts.Tests.Charts;

public class CellGraphTests
{
    public static TheoryData<string> Names => [.. PublishedGenotypes.All.Select(published => published.Name), "relaxed", "relaxed, 1 node", "relaxed, 6 nodes", "custom"];

    private static SvgDrawing Draw(string name) => new((name switch
    {
        "relaxed" => CellGraph.Draw(Samples.Alphas(seed: 5), "Relaxed cell"),
        "relaxed, 1 node" => CellGraph.Draw(Samples.Alphas(seed: 6, nodes: 1)),
        "relaxed, 6 nodes" => CellGraph.Draw(Samples.Alphas(seed: 7, nodes: 6)),
        "custom" => CellGraph.Draw(new CellGenotype([new Edge("blur & <sharpen>", 0, 2), new Edge("W", 0, 2), new Edge("skip_connect", 0, 2)], [2])),
        _ => CellGraph.Draw(PublishedGenotypes.Find(name)),
    }).Svg);

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_texts_touch_each_other(string name)
    {
        var texts = Draw(name).Texts;
        for (var i = 0; i < texts.Count; i++)
        {
            for (var j = i + 1; j < texts.Count; j++)
                Assert.False(texts[i].Box.Intersects(texts[j].Box), $"{name}: '{texts[i].Box.Name}' touches '{texts[j].Box.Name}'.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Boxes_of_labels_and_states_stand_apart_and_inside_the_card(string name)
    {
        var drawing = Draw(name);
        var card = Assert.Single(drawing.RectsOf("card"));
        var boxes = drawing.RectsOf("operation", "input", "node", "output", "swatch").Select(rect => rect.Box).ToArray();
        Assert.All(boxes.Concat(drawing.Texts.Select(text => text.Box)), box => Assert.True(card.Box.Contains(box), $"{name}: '{box.Name}' leaves the card."));
        for (var i = 0; i < boxes.Length; i++)
        {
            for (var j = i + 1; j < boxes.Length; j++)
                Assert.False(boxes[i].Intersects(boxes[j]), $"{name}: {boxes[i]} touches {boxes[j]}.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_edge_runs_through_its_own_label_and_nothing_else(string name)
    {
        var drawing = Draw(name);
        var labels = drawing.RectsOf("operation").ToArray();
        var states = drawing.RectsOf("input", "node", "output").ToArray();
        var edges = drawing.Paths.Where(path => path.Class == "edge").ToArray();
        Assert.Equal(labels.Length, edges.Length);
        foreach (var path in drawing.Paths.Where(path => path.Class is "edge" or "concat"))
        {
            Assert.DoesNotContain(states, state => path.Points.Any(point => state.Box.Contains(point.X, point.Y)));
            var touched = labels.Where(label => path.Points.Any(point => label.Box.Contains(point.X, point.Y))).ToArray();
            if (path.Class == "edge")
                Assert.Equal(path.Stroke, Assert.Single(touched).Fill);
            else
                Assert.Empty(touched);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_has_at_least_11_pixels_where_the_picture_is_900_wide(string name)
    {
        var drawing = Draw(name);
        var shrinks = ((string?)drawing.Root.Attribute("style") ?? "").Contains("max-width", StringComparison.Ordinal);
        var scale = shrinks ? Math.Min(1, 900 / drawing.Width) : 1;
        Assert.All(drawing.Texts, text => Assert.True(text.FontSize * scale >= 11, $"{name}: '{text.Box.Name}' has {text.FontSize * scale:0.0} px."));
        if (!name.StartsWith("relaxed, 6", StringComparison.Ordinal))
            Assert.True(shrinks, $"{name} is {drawing.Width:0} px wide, more than a notebook can shrink legibly.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Neighbours_in_the_legend_differ_in_luminance(string name)
    {
        var colors = Draw(name).RectsOf("swatch").Select(rect => OperationColors.Luminance(rect.Fill!)).ToArray();
        Assert.All(colors.Zip(colors.Skip(1)), pair => Assert.True(Math.Abs(pair.First - pair.Second) >= 0.08));
    }

    [Fact]
    public void Every_operation_of_the_genotype_is_written_on_its_edge()
    {
        var texts = Draw("NASNet-A").Texts.Select(text => text.Box.Name).ToArray();
        var genotype = PublishedGenotypes.Find("NASNet-A").Genotype;
        foreach (var operation in OperationSet.All.Names)
            Assert.Equal(genotype.Count(operation), texts.Count(text => text == operation));
        Assert.Contains("skip_connect × 3", texts);
    }

    [Fact]
    public void The_width_of_a_relaxed_edge_grows_with_the_probability_of_its_strongest_operation()
    {
        var alphas = Samples.Alphas(seed: 5);
        var drawing = Draw("relaxed");
        var widths = drawing.Root.Descendants().Where(element => (string?)element.Attribute("class") == "edge")
            .Select(element => double.Parse((string)element.Attribute("stroke-width")!, CultureInfo.InvariantCulture)).Order().ToArray();
        var strongest = Enumerable.Range(0, 14).Select(edge => Enumerable.Range(1, 7).Max(operation => alphas.Probability(edge, operation))).Order().ToArray();
        Assert.Equal(14, widths.Length);
        Assert.All(widths.Zip(strongest), pair => Assert.Equal(1 + (9 * pair.Second), pair.First, 0.006));
        Assert.Equal(14 - 8, drawing.Root.Descendants().Count(element => (string?)element.Attribute("class") == "edge" && element.Attribute("stroke-dasharray") is not null));
    }

    [Fact]
    public void The_same_cell_gives_the_same_picture_and_numbers_have_points_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var first = CellGraph.Draw(PublishedGenotypes.DartsV2).Svg;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(first, CellGraph.Draw(PublishedGenotypes.DartsV2).Svg);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_style_holds_for_the_picture_alone_and_knows_dark_themes()
    {
        var style = Draw("DARTS_V1").Root.Elements().Single(element => element.Name.LocalName == "style").Value;
        Assert.Contains("prefers-color-scheme:dark", style, StringComparison.Ordinal);
        var selectors = style.Replace("@media (prefers-color-scheme:dark){", "", StringComparison.Ordinal).Split('}', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.All(selectors, rule => Assert.StartsWith(".darts-cell ", rule, StringComparison.Ordinal));
    }

    [Fact]
    public void Graphviz_text_has_every_edge_and_balanced_braces()
    {
        var genotype = PublishedGenotypes.Find("AmoebaNet-A").Genotype;
        var dot = CellGraph.ToDot(genotype);
        Assert.StartsWith("digraph \"genotype\" {", dot, StringComparison.Ordinal);
        Assert.Equal(dot.Count(c => c == '{'), dot.Count(c => c == '}'));
        var edges = genotype.Normal.Edges.Length + genotype.Reduction.Edges.Length;
        Assert.Equal(edges + genotype.Normal.Concat.Length + genotype.Reduction.Concat.Length, dot.Split(" -> ").Length - 1);
        Assert.Contains("\"normal c_{k-2}\" -> \"normal node 0\" [label=\"avg_pool_3x3\"", dot, StringComparison.Ordinal);
        Assert.Equal(0, dot.Count(c => c == '"') % 2);
        Assert.Contains("digraph \"a \\\"b\\\"\" {", CellGraph.ToDot(genotype.Normal, "a \"b\""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_saved_as_it_is()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.svg");
        try
        {
            var picture = CellGraph.Draw(PublishedGenotypes.DartsV1);
            picture.Save(path);
            Assert.Equal(picture.Svg, File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
