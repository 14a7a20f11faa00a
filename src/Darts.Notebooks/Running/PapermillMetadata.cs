using System.Globalization;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>
/// Writes into the notebook when its cells ran, how long and how they ended, under papermill's keys. Without the wish to record, what an
/// earlier run has left there is removed with its outputs: it would be taken for this run's.
/// </summary>
internal sealed class PapermillMetadata(PreparedNotebook prepared)
{
    private const string Key = "papermill";

    private DateTimeOffset _started;

    private bool IsRecorded => prepared.Options.RecordTiming;

    public void Begin()
    {
        _started = DateTimeOffset.UtcNow;
        foreach (var run in prepared.Cells.Where(cell => cell.IsSelected))
            Set(run.Cell.Metadata, Times(null, null, null, null, ("status", "pending")));
        Set(prepared.Notebook.Metadata, OfNotebook(null, null));
    }

    public void CellStarted(CellRun run) => Set(run.Cell.Metadata, Times(run.Started, null, null, false, ("status", "running")));

    public void CellEnded(CellRun run) =>
        Set(run.Cell.Metadata, Times(run.Started, run.Started + run.Elapsed, run.Elapsed, run.HasFailed, ("status", run.HasFailed ? "failed" : "completed")));

    /// <param name="failed">Whether a cell failed or the run was stopped.</param>
    public void End(bool failed) => Set(prepared.Notebook.Metadata, OfNotebook(DateTimeOffset.UtcNow, failed ? true : null));

    private JsonObject OfNotebook(DateTimeOffset? ended, bool? exception)
    {
        var fields = Times(_started, ended, ended - _started, exception);
        SortedFields.Set(fields, "default_parameters", new JsonObject());
        SortedFields.Set(fields, "environment_variables", new JsonObject());
        SortedFields.Set(fields, "input_path", prepared.Options.Notebook);
        SortedFields.Set(fields, "output_path", prepared.Options.Output);
        SortedFields.Set(fields, "parameters", prepared.Parameters.DeepClone());
        SortedFields.Set(fields, "version", $"Darts.Notebooks {typeof(PapermillMetadata).Assembly.GetName().Version!.ToString(3)}");
        return fields;
    }

    private void Set(JsonObject metadata, JsonObject fields)
    {
        if (IsRecorded)
            SortedFields.Set(metadata, Key, fields);
        else
            metadata.Remove(Key);
    }

    private static JsonObject Times(DateTimeOffset? started, DateTimeOffset? ended, TimeSpan? duration, bool? exception, params (string Name, string Value)[] others)
    {
        var fields = new JsonObject
        {
            ["duration"] = duration is { } length ? Math.Round(length.TotalSeconds, 6) : null,
            ["end_time"] = Text(ended),
            ["exception"] = exception,
            ["start_time"] = Text(started),
        };
        foreach (var (name, value) in others)
            SortedFields.Set(fields, name, value);
        return fields;
    }

    // ISO 8601 with microseconds, as Python writes it.
    private static JsonValue? Text(DateTimeOffset? time) =>
        time is { } moment ? JsonValue.Create(moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00:00") : null;
}
