using Darts.Data;
using Darts.Kernels;
using Darts.Networks;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Training;

/// <summary>Measures a network on images, in evaluation mode: running statistics, no drop path, no auxiliary head, no random changes to the images.</summary>
public static class Evaluation
{
    private const int Five = 5;

    /// <summary>Measures an evaluation network.</summary>
    /// <param name="network">The network; its mode is put back.</param>
    /// <param name="images">The images.</param>
    /// <param name="batchSize">Images a pass; it changes no result but by rounding.</param>
    /// <param name="cancellation">Stops before the next batch.</param>
    /// <exception cref="ArgumentException">The images do not fit the network.</exception>
    public static EvaluationResult Of(EvaluationNetwork network, IImageSource images, int batchSize = 96, CancellationToken cancellation = default)
    {
        Check(network, images, nameof(images));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var threads = LibtorchThreads.OneFor(network.Path);
        using var meter = new EpochMeter(network.Device);
        var training = network.training;
        network.eval();
        try
        {
            var count = 0;
            foreach (var batch in images.InOrder(new BatchRequest(batchSize, 0, "evaluation", network.Device, network.Options.Type)))
            {
                cancellation.ThrowIfCancellationRequested();
                using (batch)
                using (NewDisposeScope())
                {
                    var logits = network.forward(batch.Images);
                    meter.Add(nn.functional.cross_entropy(logits, batch.Labels), Accuracy.CountCorrect(logits, batch.Labels), batch.Count, CountTopFive(logits, batch.Labels));
                    count += batch.Count;
                }
            }

            return new EvaluationResult(meter.Loss, meter.Accuracy, meter.TopFive, count);
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>Right answers among the five largest logits, or among all where there are fewer.</summary>
    internal static Tensor CountTopFive(Tensor logits, Tensor labels) => Accuracy.CountCorrect(logits, labels, (int)Math.Min(Five, logits.shape[^1]));

    /// <summary>Refuses images that do not fit a network.</summary>
    internal static void Check(EvaluationNetwork network, IImageSource images, string name)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        var options = network.Options;
        if (images.Channels != options.InputChannels)
            throw new ArgumentException($"InputChannels = {options.InputChannels}: the images of {images.Name} have {images.Channels}.", name);
        if (images.Classes.Count > options.Classes)
            throw new ArgumentException($"Classes = {options.Classes}: {images.Name} has {images.Classes.Count}, so labels up to {images.Classes.Count - 1}.", name);
        if (images.Height != options.ImageSize || images.Width != options.ImageSize)
            throw new ArgumentException($"ImageSize = {options.ImageSize}: the images of {images.Name} are {images.Height}x{images.Width}.", name);
    }
}
