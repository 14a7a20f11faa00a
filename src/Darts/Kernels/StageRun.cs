using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// A stage, bound to one pass after the other: [relu, depthwise, 1x1, batch norm] up to the batch norm, y = 1x1(depthwise(source)), with the statistics of y. The
/// normalised y is never written: whoever reads y takes mean and deviation with it.
/// </summary>
internal sealed unsafe class StageRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private const int TilePixels = 64;

    private readonly PassContext<T, V> pass;
    private readonly MapLayout source;
    private readonly int rowsOfTile;
    private readonly int tiles;
    private readonly long place;

    public StageRun(ConvolutionStage stage, PassContext<T, V> pass, in MapLayout source, MapPlaces places)
    {
        (Stage, this.pass, this.source) = (stage, pass, source);
        var layout = source;
        Branches = [.. stage.Branches.Select(branch => new BranchRun<T, V>(branch, layout))];
        Output = new MapLayout(stage.Outputs, Branches[0].Between.Height, Branches[0].Between.Width, 0, V.Count);
        // Small maps of few samples are cut further, so that every thread has a tile.
        var tilesOfBlock = (pass.Team.Count + pass.Blocks - 1) / pass.Blocks;
        rowsOfTile = Math.Max(1, Math.Min(TilePixels / Output.Width, (Output.Height + tilesOfBlock - 1) / tilesOfBlock));
        tiles = (Output.Height + rowsOfTile - 1) / rowsOfTile;
        place = places.Next(Output.Size(pass.Blocks));
    }

    public ConvolutionStage Stage { get; }

    public BranchRun<T, V>[] Branches { get; }

    /// <summary>Layout of y.</summary>
    public MapLayout Output { get; }

    /// <summary>Layout of the source.</summary>
    public MapLayout Input => source;

    /// <summary>The source, all blocks: rectified, but for images.</summary>
    public T* Source { get; set; }

    /// <summary>y, all blocks.</summary>
    public T* Y { get; private set; }

    /// <summary>The statistics that normalise y.</summary>
    public NormRun? Norm { get; set; }

    /// <summary>Multiply-adds of its forward pass, for a block of samples.</summary>
    public double Cost => Output.Positions * Branches.Sum(branch => branch.Cost);

    /// <summary>Tiles of all blocks.</summary>
    public int Steps => pass.Blocks * tiles;

    /// <summary>Says where maps and weights lie in a pass.</summary>
    /// <param name="maps">The first map of the cell.</param>
    public void Bind(T* maps)
    {
        Y = maps + place;
        foreach (var branch in Branches)
            branch.Bind();
    }

    /// <summary>Adds the loop over tiles that computes y and its moments, [tile, channel].</summary>
    public Moments[] Forward(Workload work)
    {
        var moments = new Moments[Steps * Output.Channels];
        var inputs = Branches.Max(branch => branch.Inputs);
        var (room, plane) = Tile(inputs);
        work.Add(Steps, rowsOfTile * Output.Width * Branches.Sum(branch => branch.Cost), (thread, from, to) =>
        {
            var scratch = (T*)room + thread * plane * inputs;
            for (var step = from; step < to; step++)
                ForwardTile(step / tiles, step % tiles, scratch, plane, moments.AsSpan(step * Output.Channels));
        });
        return moments;
    }

    /// <summary>Normalises y with the moments of all tiles.</summary>
    public void Finish(Moments[] moments) => Norm = NormRun.Of<T>(Stage.Norm, Moments.Merge(moments, Output.Channels));

    /// <summary>
    /// Adds the loop over tiles that takes the gradient of the normalised y back through batch norm and 1x1 convolution, into bordered maps of the
    /// gradient between the convolutions.
    /// </summary>
    /// <param name="work">The list to add to.</param>
    /// <param name="upstream">The gradient g, in the layout of y.</param>
    /// <param name="factors">Of every channel.</param>
    /// <param name="mask">First of the factors of the samples, or null where there are none.</param>
    /// <param name="weights">Gradients of the 1x1 convolutions [branch][tile, weight], or null where none is wanted.</param>
    /// <param name="between">The bordered maps, one a branch; 0 for a branch whose is not asked for.</param>
    public void PointwiseBackward(Workload work, T* upstream, NormFactors[] factors, T* mask, nint[]? weights, nint[] between)
    {
        var (inputs, outputs) = (Branches.Max(branch => branch.Inputs), Output.Channels);
        var (room, plane) = Tile(inputs + outputs);
        var cost = rowsOfTile * Output.Width * Branches.Sum(branch => weights is null ? branch.Inputs * (double)branch.Outputs : branch.Cost + branch.Inputs * branch.Outputs);
        work.Add(Steps, cost, (thread, from, to) =>
        {
            var gradient = (T*)room + thread * plane * (inputs + outputs);
            for (var step = from; step < to; step++)
            {
                var (block, tile) = (step / tiles, step % tiles);
                NormBackward(block, tile, upstream, factors, mask, gradient, plane);
                var first = gradient;
                for (var b = 0; b < Branches.Length; b++)
                {
                    var branch = Branches[b];
                    BranchBackward(branch, block, tile, first, gradient + outputs * plane, plane, (T*)between[b], weights is null ? null : (T*)weights[b] + (nint)step * branch.Outputs * branch.Inputs);
                    first += branch.Outputs * plane;
                }
            }
        });
    }

    private (nint room, nint plane) Tile(int channels)
    {
        // An odd number of pixels, as in MapLayout.Plane.
        var plane = (nint)(rowsOfTile * Output.Width | 1) * V.Count;
        return ((nint)pass.Scratch.Take<T>(plane * channels * pass.Team.Count), plane);
    }

    private void ForwardTile(int block, int tile, T* scratch, nint plane, Span<Moments> moments)
    {
        var (first, rows) = Rows(tile);
        var y = Y + (nint)block * Output.Block + (nint)first * Output.Row;
        var output = y;
        var pixels = rows * Output.Width;
        foreach (var branch in Branches)
        {
            var (x, xPlane) = branch.Depthwise(Source + (nint)block * source.Block, first, rows, scratch, plane, output, Output.Plane);
            Pointwise<T, V>.Multiply(branch.Matrix, branch.Inputs, 1, branch.Outputs, branch.Inputs, (T*)x, xPlane, output, Output.Plane, pixels, fresh: true, branch.HasFilter ? 0 : Ahead.Pixels * V.Count);
            output += (nint)branch.Outputs * Output.Plane;
        }

        var mask = pass.Masked(block, 1);
        for (var c = 0; c < Output.Channels; c++)
            moments[c] = Moments.Of(y + (nint)c * Output.Plane, pixels, pass.Samples(block), mask);
    }

    private void NormBackward(int block, int tile, T* upstream, NormFactors[] factors, T* mask, T* target, nint plane)
    {
        var (first, rows) = Rows(tile);
        var offset = (nint)block * Output.Block + (nint)first * Output.Row;
        for (var c = 0; c < Output.Channels; c++, offset += Output.Plane)
        {
            var factor = pass.Masked(block, factors[c].GradientFactor);
            NormGradient<T, V>.Apply(
                upstream + offset, Y + offset, mask is null ? factor : factor * V.Load(mask + block * V.Count), pass.Masked(block, factors[c].OutputFactor),
                pass.Masked(block, factors[c].Constant), target + c * plane, rows * Output.Width);
        }
    }

    private void BranchBackward(BranchRun<T, V> branch, int block, int tile, T* gradient, T* scratch, nint plane, T* between, T* weights)
    {
        var (first, rows) = Rows(tile);
        if (weights is not null)
        {
            var (x, xPlane) = branch.Depthwise(Source + (nint)block * source.Block, first, rows, scratch, plane, scratch, plane);
            PointwiseGradient<T, V>.Compute(gradient, plane, branch.Outputs, (T*)x, xPlane, branch.Inputs, rows * Output.Width, weights);
        }

        if (between is null)
            return;

        // The transposed matrix, row by row into the bordered map.
        var map = branch.Between;
        var target = between + (nint)block * map.Block + (nint)(map.Border + first) * map.Row;
        for (var row = 0; row < rows; row++)
        {
            Pointwise<T, V>.Multiply(
                branch.Matrix, 1, branch.Inputs, branch.Inputs, branch.Outputs, gradient + (nint)row * map.Width * V.Count, plane,
                target + (nint)row * map.Row + map.Border * V.Count, map.Plane, map.Width, fresh: true, Ahead.Pixels * V.Count);
        }
    }

    private (int first, int rows) Rows(int tile)
    {
        var first = tile * rowsOfTile;
        return (first, Math.Min(rowsOfTile, Output.Height - first));
    }
}
