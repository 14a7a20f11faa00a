namespace Darts.Genotypes;

/// <summary>A cell from the literature with the figures its authors report.</summary>
/// <param name="Name">Its name, e.g. <c>DARTS_V2</c>.</param>
/// <param name="Genotype">The architecture.</param>
/// <param name="TestError">CIFAR-10 test error in percent, where reported.</param>
/// <param name="TestErrorDeviation">Its standard deviation over runs, where reported.</param>
/// <param name="Parameters">Reported parameters in millions, where reported.</param>
/// <param name="ComputedParameters">Parameters in millions with 36 channels, 20 cells and no auxiliary head, counted.</param>
/// <param name="FiguresFrom">Where the figures are reported.</param>
/// <param name="CellFrom">Where the cell is defined.</param>
public sealed record PublishedGenotype(
    string Name,
    Genotype Genotype,
    double? TestError,
    double? TestErrorDeviation,
    double? Parameters,
    double? ComputedParameters,
    string? FiguresFrom,
    string CellFrom);
