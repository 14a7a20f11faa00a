using Darts.Cells;
using Darts.Charts.Formatting;
using Darts.Genotypes;
using Darts.Networks;
using Darts.Operations;
using Darts.Recurrent;
using Darts.Search;
using Darts.Training;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using TorchSharp;

namespace Darts.Charts;

/// <summary>
/// How the kit's results show in a notebook: charts, cells and tables as pictures and text, several forms in one display, so that every reader
/// of the notebook finds one that it can show.
/// </summary>
public static class NotebookFormatters
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";
    private const string Svg = "image/svg+xml";

    /// <summary>
    /// Registers the formatters with Microsoft.DotNet.Interactive.Formatting; calling it again changes nothing but the choice of forms.
    /// Charts become <c>application/vnd.plotly.v1+json</c>, cells and genotypes <c>image/svg+xml</c>, everything has <c>text/plain</c>.
    /// </summary>
    /// <param name="offlineHtml">
    /// Whether charts become HTML that carries plotly.js instead of a figure, and cells HTML too, as .NET Interactive's front ends want it; whether
    /// this process is .NET Interactive when null.
    /// </param>
    public static void Register(bool? offlineHtml = null)
    {
        var html = offlineHtml ?? IsDotNetInteractive();
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(FigureJson.Write(chart)), FigureJson.MimeType);
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(OfflineHtml.Write(chart)), Html);
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(FigureJson.Text(chart)), Plain);
        // .NET Interactive hands the figure on as a string where front ends expect an object, so there it is left out.
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), html ? [Html, Plain] : [FigureJson.MimeType, Plain]);

        RegisterPicture<SvgPicture>(picture => picture, picture => picture.Text, html);
        RegisterPicture<Genotype>(genotype => CellGraph.Draw(genotype), genotype => genotype.ToString(), html);
        RegisterPicture<CellGenotype>(cell => CellGraph.Draw(cell), cell => CellGraph.Draw(cell).Text, html);
        RegisterPicture<PublishedGenotype>(CellGraph.Draw, published => $"{published.Name} = {published.Genotype}", html);
        RegisterPicture<CellAlphas>(alphas => CellGraph.Draw(alphas), alphas => ResultTables.Of(alphas).ToText(), html);

        RegisterPicture<RecurrentGenotype>(genotype => CellGraph.Draw(genotype), genotype => genotype.ToString(), html);
        RegisterPicture<PublishedRecurrentGenotype>(CellGraph.Draw, published => $"{published.Name} = {published.Genotype}", html);

        RegisterTable<RecurrentAlphas>(ResultTables.Of);
        RegisterTable<RecurrentSearchEpoch>(ResultTables.Of);
        RegisterTable<IEnumerable<RecurrentSearchEpoch>>(ResultTables.Of);
        RegisterTable<IEnumerable<LanguageTrainingEpoch>>(ResultTables.Of);
        RegisterTable<IEnumerable<PublishedRecurrentGenotype>>(ResultTables.Of);
        RegisterTable<ActivationSet>(ResultTables.Of);
        RegisterTable<SearchEpoch>(ResultTables.Of);
        RegisterTable<IEnumerable<SearchEpoch>>(ResultTables.Of);
        RegisterTable<IEnumerable<PublishedGenotype>>(ResultTables.Of);
        RegisterTable<OperationSet>(ResultTables.Of);
        RegisterTable<ModelStatistics>(ResultTables.Of);
        RegisterTable<IEnumerable<OperationCost>>(ResultTables.Of);
        RegisterTable<IEnumerable<RetrainingEpoch>>(ResultTables.Of);
        foreach (var options in typeof(OperationSet).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)))
            RegisterProperties(options);

        Formatter.Register<torch.Tensor>((tensor, writer) => writer.Write(TensorText.Of(tensor)), Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(torch.Tensor), Plain);
    }

    /// <summary>Shows the values of a type as a table of their public properties; the kit's options records are registered already.</summary>
    /// <param name="type">The type, e.g. an options record made in a notebook.</param>
    public static void RegisterProperties(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Formatter.Register(type, (value, writer) => writer.Write(Table.OfProperties(value).ToHtml()), Html);
        Formatter.Register(type, (value, writer) => writer.Write(Table.OfProperties(value).ToText()), Plain);
        Formatter.SetPreferredMimeTypesFor(type, Html, Plain);
    }

    private static void RegisterTable<T>(Func<T, Table> table)
    {
        Formatter.Register<T>((value, writer) => writer.Write(table(value).ToHtml()), Html);
        Formatter.Register<T>((value, writer) => writer.Write(table(value).ToText()), Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(T), Html, Plain);
    }

    private static void RegisterPicture<T>(Func<T, SvgPicture> draw, Func<T, string> text, bool html)
    {
        Formatter.Register<T>((value, writer) => writer.Write(draw(value).Svg), Svg);
        Formatter.Register<T>((value, writer) => writer.Write(draw(value).Svg), Html);
        Formatter.Register<T>((value, writer) => writer.Write(text(value)), Plain);
        Formatter.SetPreferredMimeTypesFor(typeof(T), html ? [Html, Svg, Plain] : [Svg, Plain]);
    }

    // Microsoft.DotNet.Interactive.Formatting is loaded here too; the C# kernel's assembly is .NET Interactive's alone.
    private static bool IsDotNetInteractive() =>
        AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Microsoft.DotNet.Interactive.CSharp");
}
