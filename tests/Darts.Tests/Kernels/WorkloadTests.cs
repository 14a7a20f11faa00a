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

    [Fact]
    public void Loops_of_as_many_steps_are_walked_side_by_side()
    {
        var order = new List<string>();
        var work = new Workload();
        foreach (var name in new[] { "a", "b" })
            work.Add(2, 1, (_, from, _) => order.Add(name + from));
        work.Run(ThreadTeam.Of(1));
        Assert.Equal(["a0", "b0", "a1", "b1"], order);
    }
}
