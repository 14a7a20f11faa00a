using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Pictures;

/// <summary>
/// Gives the Plotly figures that a cell shows an <c>image/png</c> too, for clients that draw no figure (the classic Notebook) and for GitHub once
/// the notebook is saved. Displays get theirs when the cell has ended: a chart that is redrawn while the cell runs is drawn once.
/// </summary>
/// <param name="browser">What draws.</param>
internal sealed class LivePictures(Chromium browser)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _figures = [];

    /// <summary>Keeps what a display shows now, when that is a figure.</summary>
    /// <param name="display">The content of the message that shows it.</param>
    public void Keep(JsonObject display)
    {
        if (display["transient"] is not JsonObject transient || JupyterMessage.Text(transient, "display_id") is not { } id)
            return;
        lock (_gate)
        {
            _figures.Remove(id);
            if (display["data"] is JsonObject data && StaticImages.IsFigure(data))
                _figures[id] = data.DeepClone().AsObject();
        }
    }

    /// <summary>Draws what is still shown.</summary>
    /// <param name="warn">Is told of each figure that cannot be drawn.</param>
    /// <returns>The contents of the messages that add the pictures to their displays.</returns>
    public IEnumerable<JsonObject> Finish(Action<string> warn)
    {
        KeyValuePair<string, JsonObject>[] shown;
        lock (_gate)
        {
            shown = [.. _figures];
            _figures.Clear();
        }
        foreach (var (id, data) in shown)
        {
            if (Add(data, warn))
                yield return new JsonObject { ["data"] = data, ["metadata"] = new JsonObject(), ["transient"] = new JsonObject { ["display_id"] = id } };
        }
    }

    /// <summary>Adds a picture to a value that is a figure.</summary>
    /// <returns>Whether it has one now.</returns>
    public bool Add(JsonObject data, Action<string> warn)
    {
        // plotly.js comes with the library that made the figure. A figure that other code wrote stays without a picture.
        if (!StaticImages.IsFigure(data) || PlotlyScript.OfThisProcess() is not { } plotly)
            return false;
        var folder = Directory.CreateTempSubdirectory("pictures-");
        try
        {
            using var limit = new CancellationTokenSource(s_limit);
            new StaticImages(browser, plotly).DrawAsync(data, folder.FullName, limit.Token).GetAwaiter().GetResult();
            return true;
        }
        catch (PictureException e)
        {
            warn($"No picture of this chart: {e.Message}\n");
        }
        catch (OperationCanceledException)
        {
            warn($"No picture of this chart: the browser was not done after {s_limit.TotalSeconds:0} s.\n");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return false;
    }
}
