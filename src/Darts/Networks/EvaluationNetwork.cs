using Darts.Cells;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>A stack of discrete cells between a stem and a classifier: what <see cref="CifarNetwork"/> and <see cref="ImageNetNetwork"/> share.</summary>
public abstract class EvaluationNetwork : Module<Tensor, Tensor>
{
    // Found by RegisterComponents of the derived class, under the authors' names.
    private protected readonly ModuleList<DiscreteCell> cells = [];
    private protected AuxiliaryHead? auxiliary_head;
    private protected Linear? classifier;
    private readonly AdaptiveAvgPool2d pooling = AdaptiveAvgPool2d(1);
    private readonly int divisor;
    private readonly Lazy<KernelEngine> engine;
    private readonly Lazy<FastStem[]> fastStems;
    private IReadOnlyList<Parameter>? weights;

    private protected EvaluationNetwork(string name, Genotype genotype, EvaluationNetworkOptions options, int divisor)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(genotype);
        if (options.Type is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"Type = {options.Type}: an evaluation network computes in Float32 or Float64.", nameof(options));
        if (options.ImageSize % divisor != 0)
            throw new ArgumentException(SizeMessage(options.ImageSize, options.ImageSize, divisor), nameof(options));
        CheckConcat(genotype);
        (Genotype, Options, this.divisor) = (genotype, options, divisor);
        fastStems = new Lazy<FastStem[]>(() => [.. Stems.Select(stem => new FastStem(stem))]);
        engine = new Lazy<KernelEngine>(() => KernelEngine.Of(options.Type, options.Threads ?? Environment.ProcessorCount));
    }

    /// <summary>Its cells.</summary>
    public Genotype Genotype { get; }

    /// <summary>What the network is made of beside its genotype.</summary>
    public EvaluationNetworkOptions Options { get; }

    /// <summary>All parameters, the auxiliary head's included.</summary>
    public IReadOnlyList<Parameter> Weights => weights ??= [.. named_parameters().Select(pair => pair.parameter)];

    /// <summary>The head that takes part in training; null without one.</summary>
    public AuxiliaryHead? Auxiliary => auxiliary_head;

    /// <summary>Where the network lives.</summary>
    public Device Device => classifier!.weight!.device;

    /// <summary>How the network computes; may be changed at any time, the numbers stay the same but for rounding.</summary>
    /// <exception cref="ArgumentException">The fast path is asked for where it does not run.</exception>
    public ComputePath Path
    {
        get;
        set => field = FastPath.Checked(value, Device);
    }

    /// <summary>Threads of the kernels; one where libtorch's own threads compute.</summary>
    internal int Threads => Path == ComputePath.Fast ? engine.Value.Threads : 1;

    /// <summary>What stands before the first cell: one stem, whose output is both of the cell's inputs, or two in a row, each of which gives one.</summary>
    internal abstract IReadOnlyList<Sequential> Stems { get; }

    /// <summary>Class logits of images, without drop path.</summary>
    /// <param name="images">[N, channels, H, W].</param>
    /// <returns>[N, classes].</returns>
    /// <exception cref="ArgumentException">The images do not fit.</exception>
    public override Tensor forward(Tensor images) => Classify(images).logits;

    /// <summary>Class logits of images, and in training those of the auxiliary head.</summary>
    /// <param name="images">[N, channels, H, W].</param>
    /// <param name="dropPath">Drops inputs of nodes in training; none when null, and none in evaluation.</param>
    /// <returns>Twice [N, classes]; null in place of the second in evaluation or without an auxiliary head.</returns>
    /// <exception cref="ArgumentException">The images do not fit.</exception>
    public (Tensor logits, Tensor? auxiliary) Classify(Tensor images, DropPath? dropPath = null)
    {
        Check(images);
        var dropped = training && dropPath is { Probability: > 0 } ? dropPath : null;
        return Path == ComputePath.Fast ? FastClassify(images, dropped) : ReferenceClassify(images, dropped);
    }

    private (Tensor logits, Tensor? auxiliary) ReferenceClassify(Tensor images, DropPath? dropPath)
    {
        var beforeLast = Stems[0].call(images);
        var last = Stems.Count == 1 ? beforeLast : Stems[1].call(beforeLast);
        Tensor? auxiliary = null;
        for (var i = 0; i < cells.Count; i++)
        {
            (beforeLast, last) = (last, cells[i].call(beforeLast, last, dropPath));
            if (i != AuxiliaryCell || !training || auxiliary_head is null)
                continue;
            auxiliary = auxiliary_head.call(last);
            if (AuxiliaryRectifiesInPlace)
                last = functional.relu(last);
        }

        return (classifier!.call(pooling.call(last).flatten(1)), auxiliary);
    }

    /// <summary>The same on states in the layout of the kernels, up to libtorch's classifiers.</summary>
    private (Tensor logits, Tensor? auxiliary) FastClassify(Tensor images, DropPath? dropPath)
    {
        using var threads = LibtorchThreads.OneFor(Path);
        var stems = fastStems.Value;
        var beforeLast = stems[0].Forward(engine.Value, CellState.Of(images, engine.Value.Lanes));
        var last = stems.Length == 1 ? beforeLast : stems[1].Forward(engine.Value, beforeLast);
        Tensor? auxiliary = null;
        for (var i = 0; i < cells.Count; i++)
        {
            (beforeLast, last) = (last, cells[i].Fast.Forward(engine.Value, beforeLast, last, dropPath));
            if (i != AuxiliaryCell || !training || auxiliary_head is null)
                continue;
            auxiliary = auxiliary_head.call(last.Map.contiguous());
            if (AuxiliaryRectifiesInPlace)
                last = new CellState(functional.relu(last.Storage), last.Batch);
        }

        return (classifier!.call(last.Storage.mean([1, 2]).narrow(1, 0, last.Batch).t()), auxiliary);
    }

    /// <summary>One line: sizes, parameters, device.</summary>
    public override string ToString() =>
        $"{GetName()}: {Options.Cells} cells, {Options.Channels} channels, {ModelStatistics.CountParameters(Weights):N0} weights" +
        (auxiliary_head is null ? "" : $" ({ModelStatistics.CountParameters(auxiliary_head.parameters()):N0} of them in the auxiliary head)") +
        $" in {Options.Type} on {Device}, {Options.Classes} classes of {Options.InputChannels} x {Options.ImageSize} x {Options.ImageSize}, " +
        (Path == ComputePath.Fast ? $"fast path ({engine.Value.Threads} threads, {KernelEngine.VectorBytes}-byte vectors)" : "reference path");

    private protected virtual bool AuxiliaryRectifiesInPlace => false;

    private int AuxiliaryCell => 2 * Options.Cells / 3;


    /// <summary>Seeds the generator for the time of the building and opens a dispose scope.</summary>
    private protected Building Build() => new(this);

    /// <summary>Stacks the cells and puts the classifiers behind them.</summary>
    private protected void StackCells(int beforeLast, int last, bool afterReduction, int auxiliaryMap, bool secondNorm)
    {
        var (channels, auxiliaryChannels) = (Options.Channels, 0);
        for (var i = 0; i < Options.Cells; i++)
        {
            var reduction = SearchNetwork.IsReduction(i, Options.Cells);
            channels *= reduction ? 2 : 1;
            var cell = new DiscreteCell(reduction ? Genotype.Reduction : Genotype.Normal, Options.Operations, channels, beforeLast, last, reduction, afterReduction);
            cells.Add(cell);
            (beforeLast, last, afterReduction) = (last, cell.OutputChannels, reduction);
            if (i == AuxiliaryCell)
                auxiliaryChannels = last;
        }

        if (Options.Auxiliary)
            auxiliary_head = new AuxiliaryHead(auxiliaryChannels, Options.Classes, auxiliaryMap, secondNorm);
        classifier = Linear(last, Options.Classes);
    }

    /// <summary>
    /// Refuses a concat that names a state behind the cell's last edge, unless it names all states from 2 on: nodes without edges are left out, whatever their number.
    /// </summary>
    private static void CheckConcat(Genotype genotype)
    {
        foreach (var (cell, name) in new[] { (genotype.Normal, "normal"), (genotype.Reduction, "reduction") })
        {
            var last = cell.Edges.Select(edge => edge.To).Max();
            if (cell.Concat.Max() is var state && state > last && !cell.Concat.Order().SequenceEqual(Enumerable.Range(2, cell.Concat.Length)))
                throw new ArgumentException($"Concat of the {name} cell holds {state}: the last node with an edge is {last}.", nameof(genotype));
        }
    }

    private void Check(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] != Options.InputChannels)
            throw new ArgumentException($"Images of [{string.Join(", ", shape)}]: the network takes [N, {Options.InputChannels}, H, W] (option InputChannels).", nameof(images));
        if (shape[2] % divisor != 0 || shape[3] % divisor != 0 || shape[2] == 0 || shape[3] == 0)
            throw new ArgumentException(SizeMessage(shape[2], shape[3], divisor), nameof(images));
        if (auxiliary_head is not null && training && (shape[2] != Options.ImageSize || shape[3] != Options.ImageSize))
            throw new ArgumentException($"Images of {shape[2]}x{shape[3]}: the auxiliary head was sized for {Options.ImageSize}x{Options.ImageSize} (option ImageSize); build the network for this size, or without the head (Auxiliary = false).", nameof(images));
        if (images.dtype != Options.Type || images.device_type != Device.type)
            throw new ArgumentException($"Images in {images.dtype} on {images.device}: the network computes in {Options.Type} on {Device}.", nameof(images));
    }

    private static string SizeMessage(long height, long width, int divisor) =>
        $"Images of {height}x{width}: stem and reduction cells divide height and width by {divisor}, so both must be divisible by it; pad or crop the images.";

    /// <summary>The time in which a network is built.</summary>
    private protected sealed class Building(EvaluationNetwork network) : IDisposable
    {
        private readonly IDisposable seed = Seed.Use(network.Options.Seed);
        private readonly DisposeScope scope = NewDisposeScope();

        /// <summary>Registers everything and moves it to its device and type.</summary>
        public void Finish()
        {
            network.RegisterComponents();
            network.to(network.Options.Device ?? CPU, network.Options.Type);
            foreach (var tensor in network.state_dict().Values)
                tensor.DetachFromDisposeScope();
            network.Path = network.Options.Path ?? (FastPath.RunsOn(network.Device) ? ComputePath.Fast : ComputePath.Reference);
        }

        public void Dispose()
        {
            scope.Dispose();
            seed.Dispose();
        }
    }
}
