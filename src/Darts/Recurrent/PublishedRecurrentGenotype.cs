namespace Darts.Recurrent;

/// <summary>A recurrent cell from the literature with the figures its authors report.</summary>
/// <param name="Name">Its name, e.g. <c>DARTS_V2</c>.</param>
/// <param name="Genotype">The cell.</param>
/// <param name="ValidPerplexity">Perplexity on the validation part of Penn Treebank.</param>
/// <param name="TestPerplexity">Perplexity on its test part.</param>
/// <param name="FiguresFrom">Where the figures are reported.</param>
/// <param name="CellFrom">Where the cell is defined.</param>
public sealed record PublishedRecurrentGenotype(string Name, RecurrentGenotype Genotype, double ValidPerplexity, double TestPerplexity, string FiguresFrom, string CellFrom);
