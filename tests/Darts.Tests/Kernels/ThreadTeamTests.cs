using Darts.Kernels;

namespace Darts.Tests.Kernels;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_piece_of_every_round_is_done_once_and_before_the_next_round(int threads)
    {
        var team = ThreadTeam.Of(threads);
        var done = new int[threads];
        for (var round = 1; round <= 20_000; round++)
        {
            team.Run(piece => done[piece]++);
            Assert.All(done, count => Assert.Equal(round, count));
        }
    }

    [Fact]
    public void What_a_piece_throws_reaches_the_caller_and_the_team_goes_on()
    {
        var team = ThreadTeam.Of(2);
        var error = Assert.Throws<InvalidOperationException>(() => team.Run(piece => throw new ArithmeticException($"piece {piece}")));
        Assert.IsType<ArithmeticException>(error.InnerException);
        var sum = 0;
        team.Run(piece => Interlocked.Add(ref sum, piece + 1));
        Assert.Equal(3, sum);
    }
}
