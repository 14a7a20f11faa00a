namespace Darts.Tests.Search;

/// <summary>
/// Tests that compare bits or measure memory: libtorch has one generator and the process one memory, so nothing else may run beside them.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<OneThread>;
