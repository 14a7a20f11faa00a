using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Reports;

/// <summary>Runs as JUnit XML, which CI servers show: a suite a notebook, a test case a code cell.</summary>
internal static class JUnitReport
{
    // CI servers refuse files of many megabytes.
    private const int MostText = 20_000;

    public static byte[] Of(IEnumerable<RunResult> results)
    {
        var suites = results.Select(Suite).ToList();
        var root = new XElement("testsuites", suites);
        foreach (var name in (string[])["tests", "failures", "errors", "skipped"])
            root.SetAttributeValue(name, suites.Sum(suite => (int)suite.Attribute(name)!));
        root.SetAttributeValue("time", Seconds(results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Elapsed)));
        using var file = new MemoryStream();
        using (var writer = XmlWriter.Create(file, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) }))
            root.Save(writer);
        return file.ToArray();
    }

    private static XElement Suite(RunResult result)
    {
        var cases = result.Cells.Select(cell => Case(result, cell)).ToList();
        // What ended the run outside of any cell: the kernel did not start, or the output cannot be written.
        if (result.Code != ExitCode.Done && !result.Failed.Any())
        {
            var problem = Problem("error", $"{result.Code}", result.Problem);
            cases.Add(new XElement("testcase", Name(result, "kernel"), new XAttribute("time", Seconds(result.Elapsed)), problem));
        }
        return new XElement(
            "testsuite",
            new XAttribute("name", Text(result.Options.Notebook)),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(item => item.Element("failure") is not null)),
            new XAttribute("errors", cases.Count(item => item.Element("error") is not null)),
            new XAttribute("skipped", cases.Count(item => item.Element("skipped") is not null)),
            new XAttribute("time", Seconds(result.Elapsed)),
            cases);
    }

    private static XElement Case(RunResult result, CellRun cell) => new(
        "testcase",
        Name(result, cell.Title.ToString()),
        new XAttribute("time", Seconds(cell.Elapsed)),
        cell.Outcome switch
        {
            null => new XElement("skipped", new XAttribute("message", cell.IsSelected ? "not reached" : "left out")),
            { Code: ExitCode.Done } => null,
            { Code: ExitCode.CellFailed } failure => Problem("failure", failure.Name, failure.Problem),
            var error => Problem("error", error.Name, error.Problem),
        },
        Stream("system-out", cell.Cell, "stdout"),
        Stream("system-err", cell.Cell, "stderr"));

    private static object[] Name(RunResult result, string name) =>
        [new XAttribute("classname", Text(Path.GetFileNameWithoutExtension(result.Options.Notebook))), new XAttribute("name", Text(name))];

    private static XElement Problem(string kind, string? name, string? problem)
    {
        var text = Text(problem ?? "").Trim();
        return new XElement(kind, new XAttribute("type", Text(name ?? "")), new XAttribute("message", text.Split('\n')[0]), text);
    }

    private static XElement? Stream(string element, NotebookCell cell, string name)
    {
        var text = Text(string.Concat(cell.Outputs.OfType<JsonObject>()
            .Where(output => JupyterMessage.Text(output, "output_type") == "stream" && JupyterMessage.Text(output, "name") == name)
            .Select(output => MultilineText.JoinOrEmpty(output["text"]))));
        return text.Length == 0 ? null : new XElement(element, text.Length <= MostText ? text : "...\n" + text[^MostText..]);
    }

    // XML has no words for control characters.
    private static string Text(string text) => string.Concat(AnsiEscapes.Remove(text).ReplaceLineEndings("\n").EnumerateRunes().Where(IsXml));

    private static bool IsXml(Rune rune) => rune.Value is '\n' or '\t' or (>= 0x20 and not (0xFFFE or 0xFFFF));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
