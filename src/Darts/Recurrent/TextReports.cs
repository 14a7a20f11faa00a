using System.Diagnostics;
using Darts.Search;

namespace Darts.Recurrent;

/// <summary>Reports an epoch's progress about once a second, and at its last step.</summary>
internal sealed class TextReports(IProgress<TextStep>? progress, int epoch, int steps)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan reported;

    public void Step(int number, EpochMeter meter)
    {
        if (progress is null || (watch.Elapsed - reported <= TimeSpan.FromSeconds(1) && number < steps))
            return;
        reported = watch.Elapsed;
        progress.Report(new TextStep(epoch, number, steps, meter.Loss, watch.Elapsed.TotalSeconds / number));
    }
}
