using Darts.Kernels;
using Darts.Relaxation;
using Darts.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>The search network for text: a language model with the relaxed cell (section 3.1.2 of the paper).</summary>
public sealed class RecurrentSearchNetwork : LanguageModel, IBilevelModel
{
    private const string AlphaName = "alphas";

    private readonly Parameter alphas;
    private readonly Lazy<RecurrentEngine> engine;

    /// <summary>Builds the network, its first weights and alphas drawn from the options' seed.</summary>
    /// <param name="options">What it is made of.</param>
    public RecurrentSearchNetwork(RecurrentSearchNetworkOptions options)
        : base(nameof(RecurrentSearchNetwork), options ?? throw new ArgumentNullException(nameof(options)), () => Build(options))
    {
        Options = options;
        Topology = new RecurrentTopology(options.Nodes);
        // The draw after the weights': a stream of its own, so that other weights do not change the alphas.
        using var seed = Seed.Use(options.Seed, AlphaName);
        alphas = new Parameter(randn(Topology.Edges, options.Activations.Count, dtype: ScalarType.Float64, device: CPU) * options.AlphaScale);
        RegisterComponents();
        Finish();
        engine = new Lazy<RecurrentEngine>(() => RecurrentEngine.Of(options.Type, options.Threads ?? Environment.ProcessorCount));
        Path = options.Path ?? (FastPathRuns ? ComputePath.Fast : ComputePath.Reference);
    }

    /// <summary>What the network is made of.</summary>
    public RecurrentSearchNetworkOptions Options { get; }

    /// <summary>Nodes and edges of its cell.</summary>
    public RecurrentTopology Topology { get; }

    /// <summary>The alphas, [edges, activations], as a group for the architect.</summary>
    public IReadOnlyList<Parameter> Alphas => [alphas];

    /// <summary>Running statistics of the batch norm.</summary>
    public IReadOnlyList<Tensor> Statistics => field ??= [.. named_buffers().Select(pair => pair.buffer)];

    /// <summary>The embedding, which is the decoder's matrix too.</summary>
    public IReadOnlyList<Parameter> TiedWeights => [Embedding];

    /// <summary>How the cell computes; may be changed at any time, the numbers stay the same but for rounding.</summary>
    /// <exception cref="ArgumentException">The fast path is asked for where it does not run.</exception>
    public ComputePath Path
    {
        get;
        set
        {
            if (value == ComputePath.Fast && !FastPathRuns)
                throw new ArgumentException($"Path = {value}: the kernels run on a CPU with vectors, with the kit's own activations, not with ({Options.Activations}) on {Device}; use {ComputePath.Reference}.", nameof(value));
            field = value;
            SearchCell.Engine = value == ComputePath.Fast ? engine.Value : null;
        }
    }

    /// <summary>The cell that the alphas stand for now (section 2.4 of the paper).</summary>
    public RecurrentGenotype Derive() => Snapshot().Derive();

    /// <summary>The alphas at this moment, as plain numbers.</summary>
    public RecurrentAlphas Snapshot()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return new RecurrentAlphas(Options.Activations, Topology, Numbers(alphas), Numbers(Options.Weighting.Apply(alphas)));
    }

    /// <summary>One line: sizes, activations, parameters, device.</summary>
    public override string ToString() =>
        $"RecurrentSearchNetwork: {Options.Nodes} nodes, {Units} units, {Words:N0} words, {Options.Activations.Count} activations ({Options.Activations}), {ParameterCount:N0} weights in {Type} on {Device}, {(Path == ComputePath.Fast ? "fast" : "reference")} path";

    private RecurrentSearchCell SearchCell => (RecurrentSearchCell)Cell;

    private bool FastPathRuns => Device.type == DeviceType.CPU && KernelEngine.VectorBytes > 0 && SearchCell.KernelsKnowActivations;

    private protected override bool IsWeight(string name) => name != AlphaName;

    private protected override Tensor Run(Tensor inputs, Tensor hidden, DropoutMasks masks) =>
        SearchCell.Forward(inputs, hidden, Options.Weighting.Apply(alphas), masks.Input, masks.Hidden);

    private static RecurrentSearchCell Build(RecurrentSearchNetworkOptions options) =>
        new(new RecurrentTopology(options.Nodes), options.Activations, options.Units, options.InitialRange) { EvaluatesWithBatchStatistics = options.EvaluatesWithBatchStatistics };

    private static double[,] Numbers(Tensor matrix)
    {
        var flat = matrix.detach().cpu().to(ScalarType.Float64).data<double>().ToArray();
        var result = new double[matrix.shape[0], matrix.shape[1]];
        Buffer.BlockCopy(flat, 0, result, 0, flat.Length * sizeof(double));
        return result;
    }
}
