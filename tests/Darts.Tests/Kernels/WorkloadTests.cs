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
    [InlineData(1, "0aaaabb")]
    [InlineData(2, "0aaaa1bb")]
    [InlineData(3, "0aaa1ab2b")]
    public void Threads_get_shares_of_the_same_cost_in_the_order_of_the_loops(int threads, string expected)
    {
        // The steps of b cost twice those of a.
        var done = Enumerable.Range(0, threads).Select(thread => $"{thread}").ToArray();
        var work = new Workload();
        work.Add(4, 10_000, (thread, from, to) => done[thread] += new string('a', to - from));
        work.Add(2, 20_000, (thread, from, to) => done[thread] += new string('b', to - from));
        work.Run(ThreadTeam.Of(threads));
        Assert.Equal(expected, string.Concat(done));
    }

    [Theory]
    [InlineData(1, "8 6 5 2 1")]
    [InlineData(2, "8 2 1 6 5")]
    [InlineData(3, "8 6 1 5 2")]
    public void Chains_are_dealt_costliest_first_to_the_thread_that_has_least(int threads, string expected) =>
        Assert.Equal(expected, string.Join(' ', Workload.Deal([1, 2, 5, 6, 8], cost => cost, threads)));
}
