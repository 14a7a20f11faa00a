using Darts.Notebooks.Tests.Session;

namespace Darts.Notebooks.Tests.KitNotebooks;

public class InterruptedSearch : SessionTest
{
    [Fact]
    public void A_search_in_the_library_stops_by_the_sessions_token_and_can_be_looked_at_and_resumed()
    {
        Kit.Folder();
        Value($"#!import {Path.Combine(Kit.Root, "notebooks", "kit.csx")}");
        Value("""
            var network = new SearchNetwork(new() { Operations = OperationSet.Darts, Channels = 2, Cells = 3, InputChannels = 1, Classes = 10, Seed = 1 });
            var search = new BilevelSearch(network, SearchData.Halves(FashionMnist.Sample().TakePerClass(300)), new() { Epochs = 100000, BatchSize = 20, Seed = 1 });
            """);
        using var timer = new Timer(_ => Session.Interrupt());
        timer.Change(1500, Timeout.Infinite);

        // Without the loop checks of the cell it is the token alone that stops the library.
        var result = Run("// no interrupt checks\nawait foreach (var epoch in search.RunAsync(cancellation: Cancellation)) { }");

        Assert.Equal("CellInterrupted", result.Error?.Name);
        Assert.Equal("True", Value("search.History.Count < 100000 && network.Derive().Normal.Edges.Length == 8"));
    }
}
