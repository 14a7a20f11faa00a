using Darts.Genotypes;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Networks;

/// <summary>
/// Weights and running statistics of an evaluation network in a safetensors file, under the names of the authors' state dictionaries: a PyTorch
/// state dictionary of theirs, converted by <c>environment/pytorch-weights.py</c>, loads here, and a file of ours loads there.
/// </summary>
/// <remarks>
/// Files written here also say what network they are of, so that <see cref="Open"/> can build it. The counters <c>num_batches_tracked</c>, which
/// the authors' library did not have, may be missing; a prefix <c>module.</c>, left by data-parallel training, is taken off.
/// </remarks>
public static class WeightFile
{
    private const string Kind = "darts-weights";
    private const string Counter = "num_batches_tracked";
    private const string Wrapper = "module.";
    private const string Head = "auxiliary_head.";
    private const int Named = 5;

    /// <summary>Writes a network's weights and running statistics, whole or not at all.</summary>
    /// <param name="path">The file, usually <c>.safetensors</c>.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void Write(string path, EvaluationNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var options = network.Options;
        TensorFile.Write(path, network.state_dict(), new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["network"] = network.GetName(),
            ["genotype"] = network.Genotype.ToString(),
            ["channels"] = $"{options.Channels}",
            ["cells"] = $"{options.Cells}",
            ["classes"] = $"{options.Classes}",
            ["inputChannels"] = $"{options.InputChannels}",
            ["imageSize"] = $"{options.ImageSize}",
            ["auxiliary"] = $"{options.Auxiliary}",
            ["stemMultiplier"] = $"{(options as CifarNetworkOptions)?.StemMultiplier ?? 1}",
        });
    }

    /// <summary>Puts the weights of a file into a network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network; numbers are converted to its type.</param>
    /// <exception cref="InvalidDataException">
    /// The file is truncated or corrupt, or its weights are of another network: the message names the first missing and unexpected tensors. Nothing was changed.
    /// </exception>
    public static void Read(string path, EvaluationNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var file = TensorFile.Read(path);
        Copy(path, file, network);
    }

    /// <summary>Builds the network that a file was written of and puts the weights into it.</summary>
    /// <param name="path">A file that <see cref="Write"/> wrote.</param>
    /// <param name="device">Where the network lives; the CPU when null.</param>
    /// <param name="operations">Where its operations are looked up; every operation of the kit when null.</param>
    /// <exception cref="InvalidDataException">The file is truncated or corrupt, or does not say what network it is of.</exception>
    public static EvaluationNetwork Open(string path, Device? device = null, Operations.OperationSet? operations = null)
    {
        using var file = TensorFile.Read(path);
        if (file.Metadata.GetValueOrDefault("kind") != Kind)
        {
            throw new InvalidDataException(
                $"'{path}' does not say what network its weights are of: it was not written by the kit. Build the network of the genotype and use WeightFile.Read.");
        }

        var network = Build(path, file.Metadata, device, operations);
        try
        {
            Copy(path, file, network);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static EvaluationNetwork Build(string path, IReadOnlyDictionary<string, string> texts, Device? device, Operations.OperationSet? operations)
    {
        try
        {
            var genotype = Genotype.Parse(texts["genotype"]);
            var small = texts["network"] == nameof(CifarNetwork);
            EvaluationNetworkOptions options = small ? new CifarNetworkOptions { StemMultiplier = Number(texts, "stemMultiplier") } : new ImageNetNetworkOptions();
            options = options with
            {
                Channels = Number(texts, "channels"),
                Cells = Number(texts, "cells"),
                Classes = Number(texts, "classes"),
                InputChannels = Number(texts, "inputChannels"),
                ImageSize = Number(texts, "imageSize"),
                Auxiliary = bool.Parse(texts["auxiliary"]),
                Operations = operations ?? options.Operations,
                Device = device,
            };
            return small ? new CifarNetwork(genotype, (CifarNetworkOptions)options) : new ImageNetNetwork(genotype, (ImageNetNetworkOptions)options);
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is corrupt: its description of the network cannot be read ({error.Message}).", error);
        }
    }

    private static int Number(IReadOnlyDictionary<string, string> texts, string name) => int.Parse(texts[name], System.Globalization.CultureInfo.InvariantCulture);

    private static void Copy(string path, TensorFile file, EvaluationNetwork network)
    {
        var stored = file.Tensors.ToDictionary(pair => pair.Key.StartsWith(Wrapper, StringComparison.Ordinal) ? pair.Key[Wrapper.Length..] : pair.Key, pair => pair.Value);
        var state = network.state_dict();
        var missing = state.Keys.Where(name => !stored.ContainsKey(name) && !name.EndsWith(Counter, StringComparison.Ordinal)).ToArray();
        // A network without the head can be tested with the weights of one that was trained with it.
        var unexpected = stored.Keys.Where(name => !state.ContainsKey(name) && (network.Auxiliary is not null || !name.StartsWith(Head, StringComparison.Ordinal))).ToArray();
        if (missing.Length + unexpected.Length > 0)
        {
            throw new InvalidDataException($"'{path}' holds weights of another network: missing {First(missing)}, unexpected {First(unexpected)}. " +
                "Build the network of the genotype that the weights were trained with, with the same cells and auxiliary head.");
        }

        string[] misfits = [.. state.Where(pair => stored.TryGetValue(pair.Key, out var tensor) && !tensor.shape.AsSpan().SequenceEqual(pair.Value.shape))
            .Select(pair => $"{pair.Key} [{string.Join(", ", stored[pair.Key].shape)}] for [{string.Join(", ", pair.Value.shape)}]")];
        if (misfits.Length > 0)
            throw new InvalidDataException($"'{path}' holds weights of another size: {First(misfits)}. Use the same channels and classes.");

        // Operations with weights of the same shapes share the names of their tensors, and some have none.
        if (file.Metadata.GetValueOrDefault("kind") == Kind && file.Metadata.GetValueOrDefault("genotype") is { } genotype && genotype != network.Genotype.ToString())
            throw new InvalidDataException($"'{path}' holds weights of another genotype: {genotype} there, {network.Genotype} here. Build the network of that genotype, or open the file with WeightFile.Open.");

        using var _ = no_grad();
        foreach (var (name, tensor) in state)
        {
            if (stored.TryGetValue(name, out var value))
                tensor.copy_(value);
        }
    }

    private static string First(string[] names) => names.Length == 0 ? "none"
        : $"{string.Join(", ", names.Take(Named))}{(names.Length > Named ? $" and {names.Length - Named} more" : "")}";
}
