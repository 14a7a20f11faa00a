using Darts.Kernels;

namespace Darts.Tests.Kernels;

public class WorkloadTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 100_000)]
    public void Every_step_of_every_loop_is_done_once(int threads, double cost)
    {
        int[] lengths = [12, 7, 12, 1, 6, 12];
        var done = lengths.Select(length => new int[length]).ToArray();
        var work = new Workload();
        for (var i = 0; i < lengths.Length; i++)
        {
            var loop = done[i];
            work.Add(lengths[i], cost, (_, from, to) =>
            {
                for (var step = from; step < to; step++)
                    Interlocked.Increment(ref loop[step]);
            });
        }

        work.Run(ThreadTeam.Of(threads));
        Assert.All(done, loop => Assert.All(loop, count => Assert.Equal(1, count)));
    }

    [Theory]
    [InlineData(1, "aaaabb")]
    [InlineData(2, "aaaa bb")]
    [InlineData(3, "aaa ab b")]
    public void Threads_begin_with_shares_of_the_same_cost_in_the_order_of_the_loops(int threads, string expected)
    {
        // The steps of b cost twice those of a.
        var work = new Workload();
        work.Add(4, 10_000, (_, _, _) => { });
        work.Add(2, 20_000, (_, _, _) => { });
        var bounds = work.Bounds(threads);
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, threads).Select(thread => "aaaabb"[bounds[thread]..bounds[thread + 1]])));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_thread_that_is_held_up_leaves_its_steps_to_the_others(int threads)
    {
        const int Steps = 60;
        var work = new Workload();
        var others = 0;
        // Each thread but one would wait here for ever if that one waited for its own share.
        work.Add(Steps, 10_000, (_, step, _) =>
        {
            if (step == 0)
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref others) == Steps - 1, TimeSpan.FromMinutes(1)), "the others do all other steps");
            else
                Interlocked.Increment(ref others);
        });
        work.Run(ThreadTeam.Of(threads));
        Assert.Equal(Steps - 1, others);
    }

    [Fact]
    public void A_number_is_never_given_to_two_threads_at_once()
    {
        var busy = new int[3];
        var work = new Workload();
        work.Add(30_000, 10_000, (number, _, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref busy[number]));
            Interlocked.Decrement(ref busy[number]);
        });
        for (var i = 0; i < 20; i++)
            work.Run(ThreadTeam.Of(busy.Length));
    }

    [Theory]
    [InlineData(1, "8 6 5 2 1")]
    [InlineData(2, "8 2 1 6 5")]
    [InlineData(3, "8 6 1 5 2")]
    public void Chains_are_dealt_costliest_first_to_the_thread_that_has_least(int threads, string expected) =>
        Assert.Equal(expected, string.Join(' ', Workload.Deal([1, 2, 5, 6, 8], cost => cost, threads)));
}
