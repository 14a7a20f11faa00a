using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using static TorchSharp.torch;

// Darts.SearchProcess CHECKPOINTS EPOCHS: a line for every pass over a batch, every notice and every epoch, at last the hash of the network.
if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: Darts.SearchProcess CHECKPOINTS EPOCHS");
    return 2;
}

// Nets as small as this one are slower on two threads than on one.
set_num_threads(1);
var skip = TinySearch.Operations.Single(operation => operation.Name == "skip_connect");
var announced = false;
var operations = TinySearch.Operations.With("skip_connect", shape =>
{
    // One edge of the network is enough.
    var first = !announced;
    announced = true;
    return first ? new Announced(skip.Create(shape)) : skip.Create(shape);
});

try
{
    using var network = new SearchNetwork(TinySearch.Network with { Operations = operations });
    using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { Epochs = int.Parse(args[1]), CheckpointFolder = args[0] });
    var notices = 0;
    foreach (var epoch in search.Run())
    {
        foreach (var notice in search.Notices.Skip(notices))
            Console.WriteLine($"notice {notice}");
        notices = search.Notices.Count;
        Console.WriteLine($"epoch {epoch.Epoch}");
    }

    Console.WriteLine($"hash {TinySearch.Hash(network)}");
    return 0;
}
catch (IOException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
