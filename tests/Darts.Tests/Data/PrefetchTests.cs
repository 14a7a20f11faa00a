using Darts.Data;

namespace Darts.Tests.Data;

public class PrefetchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Items_come_in_order(int depth) =>
        Assert.Equal(Enumerable.Range(0, 1_000), Prefetch.InBackground(Enumerable.Range(0, 1_000), depth));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_of_the_source_reaches_the_consumer_after_the_items_before_it(int depth)
    {
        var seen = new List<int>();

        var error = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var item in Prefetch.InBackground(Failing(), depth))
                seen.Add(item);
        });

        Assert.Equal("item 2 is bad", error.Message);
        Assert.Contains(nameof(Failing), error.StackTrace, StringComparison.Ordinal);
        Assert.Equal([0, 1], seen);

        static IEnumerable<int> Failing()
        {
            yield return 0;
            yield return 1;
            throw new InvalidDataException("item 2 is bad");
        }
    }

    [Fact]
    public void Leaving_early_stops_the_thread_and_disposes_of_the_source()
    {
        Thread? producer = null;
        var disposed = false;
        foreach (var item in Prefetch.InBackground(Endless(), 2))
        {
            if (item == 5)
                break;
        }

        Assert.True(disposed);
        Assert.NotEqual(Environment.CurrentManagedThreadId, producer!.ManagedThreadId);
        Assert.True(producer.Join(TimeSpan.FromSeconds(10)));

        IEnumerable<int> Endless()
        {
            producer = Thread.CurrentThread;
            try
            {
                for (var i = 0; ; i++)
                    yield return i;
            }
            finally
            {
                disposed = true;
            }
        }
    }

    [Fact]
    public void No_more_items_exist_than_a_ring_of_buffers_allows()
    {
        const int depth = 3;
        var made = 0;
        foreach (var item in Prefetch.InBackground(Counted(), depth))
        {
            Thread.Sleep(2); // lets the producer run as far ahead as it may
            Assert.InRange(Volatile.Read(ref made) - item, 1, depth + 2);
        }

        IEnumerable<int> Counted()
        {
            for (var i = 0; i < 50; i++)
            {
                Interlocked.Increment(ref made);
                yield return i;
            }
        }
    }

    [Fact]
    public void A_negative_depth_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Prefetch.InBackground([1], -1));
}
