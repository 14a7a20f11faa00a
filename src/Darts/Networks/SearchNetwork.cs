using Darts.Cells;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Relaxation;
using Darts.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>
/// The search network (supernet) for images: a 3x3 stem, a stack of relaxed cells with reduction cells at 1/3 and 2/3 of the depth, global
/// average pooling, a linear classifier. All normal cells share one matrix of alphas, all reduction cells another (section 3.1.1 of the paper).
/// </summary>
/// <remarks>Names of weights are the authors', so that their state dictionaries fit.</remarks>
public sealed class SearchNetwork : Module<Tensor, Tensor>, IBilevelModel
{
    private readonly Sequential stem;
    private readonly ModuleList<SearchCell> cells = [];
    private readonly AdaptiveAvgPool2d pooling = AdaptiveAvgPool2d(1);
    private readonly Linear classifier;
    private readonly ArchitectureParameters architecture;
    private readonly Lazy<KernelEngine> engine;
    private readonly Lazy<FastStem> fastStem;
    private readonly Lazy<(Parameter[] weights, Tensor[] statistics)> owned;

    /// <summary>Builds the network, its first weights and alphas drawn from the options' seed.</summary>
    /// <param name="options">What it is made of.</param>
    /// <exception cref="ArgumentException">Options that do not fit together.</exception>
    public SearchNetwork(SearchNetworkOptions? options = null)
        : base(nameof(SearchNetwork))
    {
        Options = options ?? new SearchNetworkOptions();
        Topology = new CellTopology(Options.Nodes);
        var concatenated = Options.ConcatenatedNodes ?? Options.Nodes;
        if (concatenated > Options.Nodes)
            throw new ArgumentException($"ConcatenatedNodes = {concatenated}: the cell has {Options.Nodes} nodes.", nameof(options));
        if (Options.Type is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Type = {Options.Type}: a search network computes in Float32 or Float64.", nameof(options));

        using var seed = Seed.Use(Options.Seed);
        using var scope = NewDisposeScope();
        var channels = Options.Channels;
        var (last, beforeLast) = (channels * Options.StemMultiplier, channels * Options.StemMultiplier);
        stem = Sequential(Conv2d(Options.InputChannels, last, 3, padding: 1, bias: false), BatchNorm2d(last));
        var afterReduction = false;
        for (var i = 0; i < Options.Cells; i++)
        {
            var reduction = IsReduction(i, Options.Cells);
            channels *= reduction ? 2 : 1;
            cells.Add(new SearchCell(Topology, Options.Operations, concatenated, channels, beforeLast, last, reduction, afterReduction));
            (beforeLast, last, afterReduction) = (last, channels * concatenated, reduction);
        }

        classifier = Linear(last, Options.Classes);
        architecture = new ArchitectureParameters(Options.Operations, Topology.Edges, Options.Weighting, Options.AlphaScale, CPU, Options.Type);
        RegisterComponents();
        this.to(Options.Device ?? CPU, Options.Type);
        foreach (var tensor in state_dict().Values)
            tensor.DetachFromDisposeScope();
        engine = new Lazy<KernelEngine>(() => KernelEngine.Of(Options.Type, Options.Threads ?? Environment.ProcessorCount));
        fastStem = new Lazy<FastStem>(() => new FastStem(stem));
        Path = Options.Path ?? (FastPath.RunsOn(Device) ? ComputePath.Fast : ComputePath.Reference);
        owned = new Lazy<(Parameter[], Tensor[])>(() => (
            [.. named_parameters().Where(pair => !pair.name.StartsWith("architecture.", StringComparison.Ordinal)).Select(pair => pair.parameter)],
            [.. named_buffers().Select(pair => pair.buffer)]));
    }

    /// <summary>What the network is made of.</summary>
    public SearchNetworkOptions Options { get; }

    /// <summary>Nodes and edges of its cells.</summary>
    public CellTopology Topology { get; }

    /// <summary>The alphas.</summary>
    public ArchitectureParameters Architecture => architecture;

    /// <summary>The alphas as a group for the architect.</summary>
    public IReadOnlyList<Parameter> Alphas => [architecture.Normal, architecture.Reduction];

    /// <summary>The network weights w, without the alphas: the group for the weight optimizer and its clipping.</summary>
    public IReadOnlyList<Parameter> Weights => owned.Value.weights;

    /// <summary>Running statistics of the batch norms.</summary>
    public IReadOnlyList<Tensor> Statistics => owned.Value.statistics;

    /// <summary>Where the network lives.</summary>
    public Device Device => architecture.Normal.device;

    /// <summary>How the network computes; may be changed at any time, the numbers stay the same but for rounding.</summary>
    /// <exception cref="ArgumentException">The fast path is asked for where it does not run.</exception>
    public ComputePath Path
    {
        get;
        set => field = FastPath.Checked(value, Device);
    }

    int IBilevelModel.Threads => Threads;

    /// <summary>Threads of the kernels; one where libtorch's own threads compute.</summary>
    internal int Threads => Path == ComputePath.Fast ? engine.Value.Threads : 1;

    /// <summary>Whether cell <paramref name="index"/> (from 0) is a reduction cell: at floor(cells/3) and floor(2 cells/3).</summary>
    /// <param name="index">Position of the cell.</param>
    /// <param name="count">Number of cells.</param>
    public static bool IsReduction(int index, int count) => index == count / 3 || index == 2 * count / 3;

    /// <summary>Class logits of images.</summary>
    /// <param name="images">[N, channels, H, W]; H and W divisible by 4.</param>
    /// <returns>[N, classes].</returns>
    /// <exception cref="ArgumentException">The images do not fit.</exception>
    public override Tensor forward(Tensor images)
    {
        Check(images);
        var weights = new[] { architecture.Weights(reduction: false), architecture.Weights(reduction: true) };
        if (Path == ComputePath.Fast)
            return FastForward(images, weights);
        var last = stem.call(images);
        var beforeLast = last;
        foreach (var cell in cells)
            (beforeLast, last) = (last, cell.call(beforeLast, last, weights[cell.Reduction ? 1 : 0]));
        return classifier.call(pooling.call(last).flatten(1));
    }

    /// <summary>The same on states in the layout of the kernels, up to libtorch's classifier.</summary>
    private Tensor FastForward(Tensor images, Tensor[] weights)
    {
        using var threads = LibtorchThreads.OneFor(Path);
        var last = fastStem.Value.Forward(engine.Value, CellState.Of(images, engine.Value.Lanes));
        var beforeLast = last;
        foreach (var cell in cells)
            (beforeLast, last) = (last, cell.Fast.Forward(engine.Value, beforeLast, last, weights[cell.Reduction ? 1 : 0]));
        return classifier.call(last.Storage.mean([1, 2]).narrow(1, 0, last.Batch).t());
    }

    /// <summary>The architecture that the alphas stand for now (section 2.4 of the paper).</summary>
    public Genotype Derive() => new(
        Derivation.Derive(Snapshot(reduction: false), concatenatedNodes: Options.ConcatenatedNodes),
        Derivation.Derive(Snapshot(reduction: true), concatenatedNodes: Options.ConcatenatedNodes));

    /// <summary>The alphas of a cell type at this moment, as plain numbers.</summary>
    /// <param name="reduction">Of the reduction cells, not of the normal ones.</param>
    public CellAlphas Snapshot(bool reduction)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return new CellAlphas(Options.Operations, Topology, Numbers(Alphas[reduction ? 1 : 0]), Numbers(architecture.Weights(reduction)));
    }

    /// <summary>One line: sizes, operations, parameters, device.</summary>
    public override string ToString() =>
        $"SearchNetwork: {Options.Cells} cells of {Options.Nodes} nodes, {Options.Channels} channels, {Options.Operations.Count} operations ({Options.Operations}), " +
        $"{ModelStatistics.CountParameters(Weights):N0} weights in {Options.Type} on {Device}, " +
        (Path == ComputePath.Fast ? $"fast path ({engine.Value.Threads} threads, {KernelEngine.VectorBytes}-byte vectors)" : "reference path");

    private double[,] Numbers(Tensor matrix)
    {
        var flat = matrix.detach().cpu().to(ScalarType.Float64).data<double>().ToArray();
        var result = new double[Topology.Edges, Options.Operations.Count];
        Buffer.BlockCopy(flat, 0, result, 0, flat.Length * sizeof(double));
        return result;
    }

    /// <summary>Refuses sizes that cannot be halved twice.</summary>
    internal static void CheckSize(long height, long width)
    {
        if (height < 4 || width < 4 || height % 4 != 0 || width % 4 != 0)
            throw new ArgumentException($"Images of {height}x{width}: two reduction cells halve the map twice, so height and width must be divisible by 4; pad the images (30x30 to 32x32, for instance).");
    }

    private void Check(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] != Options.InputChannels)
            throw new ArgumentException($"Images of [{string.Join(", ", shape)}]: the network takes [N, {Options.InputChannels}, H, W] (option InputChannels).", nameof(images));
        CheckSize(shape[2], shape[3]);
        if (images.dtype != Options.Type || images.device_type != Device.type)
            throw new ArgumentException($"Images in {images.dtype} on {images.device}: the network computes in {Options.Type} on {Device}.", nameof(images));
    }
}
