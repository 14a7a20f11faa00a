using System.Text.Json;
using Darts.Charts;
using Plotly.NET;

namespace Darts.Tests.Charts;

public class SearchProgressTests
{
    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }

    [Fact]
    public void A_chart_is_shown_at_most_once_an_interval_and_always_for_the_last_epoch()
    {
        var clock = new Clock();
        var shown = 0;
        var progress = new SearchProgress(_ => shown++, TimeSpan.FromSeconds(0.5), clock);
        for (var epoch = 1; epoch <= 100; epoch++, clock.Milliseconds += 100)
            progress.Add(Samples.Epoch(epoch, 100));
        // 0, 0.5, ..., 9.5 s, and the hundredth epoch at 9.9 s.
        Assert.Equal(21, shown);
        Assert.Equal(100, progress.Epochs.Count);
    }

    [Theory]
    [InlineData(2, 21)] // a hundred times 2 ms are less than the interval: epochs 1, 6, ..., 96, and the last one
    [InlineData(10, 11)] // a second: epochs 1, 11, ..., 91, and the last one
    [InlineData(900, 6)] // two seconds at most: epochs 1, 21, ..., 81, and the last one
    public void Charts_that_take_long_are_shown_more_seldom(int milliseconds, int expected)
    {
        var clock = new Clock();
        var shown = 0;
        var progress = new SearchProgress(null, TimeSpan.FromSeconds(0.5), clock);
        progress.Show = _ =>
        {
            shown++;
            clock.Milliseconds += milliseconds;
        };
        for (var epoch = 1; epoch <= 100; epoch++, clock.Milliseconds += 100)
            progress.Add(Samples.Epoch(epoch, 100));
        Assert.Equal(expected, shown);
    }

    [Fact]
    public void The_chart_holds_what_was_added_and_waits_before_that()
    {
        var progress = new SearchProgress();
        using (var empty = JsonDocument.Parse(GenericChart.toFigureJson(progress.Chart())))
            Assert.Equal(0, empty.RootElement.GetProperty("data").GetArrayLength());
        progress.Add(Samples.Epoch(1, 3));
        progress.Add(Samples.Epoch(2, 3));
        using var json = JsonDocument.Parse(GenericChart.toFigureJson(progress.Chart()));
        var data = json.RootElement.GetProperty("data");
        Assert.Equal(9, data.GetArrayLength());
        Assert.Equal([1, 2], data[0].GetProperty("x").EnumerateArray().Select(value => value.GetInt32()));
        Assert.Equal(progress.Epochs[1].Normal.Probability(4, 2), data[7].GetProperty("z")[4][2].GetDouble());
        Assert.StartsWith("Search, epoch 2 of 3", json.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString(), StringComparison.Ordinal);
    }
}
