using System.CommandLine;
using Darts.Benchmarks;
using Darts.Kernels;
using Darts.Search;

var channels = new Option<int>("--channels") { Description = "Channels of the first cell.", DefaultValueFactory = _ => 16 };
var cells = new Option<int>("--cells") { Description = "Number of cells.", DefaultValueFactory = _ => 8 };
var batch = new Option<int>("--batch") { Description = "Images or rows of text a batch.", DefaultValueFactory = _ => 16 };
var size = new Option<int>("--size") { Description = "Height and width of the images.", DefaultValueFactory = _ => 32 };
var order = new Option<Order>("--order") { Description = "first or second.", DefaultValueFactory = _ => Order.First };
var threads = new Option<int>("--threads") { Description = "Threads that libtorch may use.", DefaultValueFactory = _ => Environment.ProcessorCount };
var path = new Option<ComputePath?>("--path") { Description = "reference (one libtorch module an operation) or fast (kernels); fast where the processor can when left out." };
var warmup = new Option<int>("--warmup") { Description = "Steps that are not counted.", DefaultValueFactory = _ => 2 };
var steps = new Option<int>("--steps") { Description = "Steps that are.", DefaultValueFactory = _ => 8 };

var search = new Command("cnn-search", "Times whole search steps (alpha step with Adam, then weight step with clipping and SGD) on random images; prints one line of JSON.")
{
    channels, cells, batch, size, order, threads, path, warmup, steps,
};
search.SetAction(line =>
{
    CnnSearchBenchmark.Run(line.GetValue(channels), line.GetValue(cells), line.GetValue(batch), line.GetValue(size), line.GetValue(order), line.GetValue(threads), line.GetValue(warmup), line.GetValue(steps), line.GetValue(path));
    return 0;
});

var words = new Option<int>("--words") { Description = "Size of the vocabulary.", DefaultValueFactory = _ => 10_000 };
var units = new Option<int>("--units") { Description = "Size of embedding and hidden state.", DefaultValueFactory = _ => 300 };
var window = new Option<int>("--window") { Description = "Words of a window.", DefaultValueFactory = _ => 35 };

var recurrent = new Command("rnn-search", "Times whole search steps on random text (alpha step with Adam, then weight step with clipping and SGD); prints one line of JSON.")
{
    words, units, window, batch, order, threads, path, warmup, steps,
};
recurrent.SetAction(line =>
{
    RecurrentSearchBenchmark.Run(line.GetValue(words), line.GetValue(units), line.GetValue(window), line.GetValue(batch), line.GetValue(order), line.GetValue(threads), line.GetValue(warmup), line.GetValue(steps), line.GetValue(path));
    return 0;
});

var corpus = new Option<string>("--corpus") { Description = "Folder of a corpus in the layout of Penn Treebank.", Required = true };
var part = new Option<string>("--part") { Description = "search, training or both.", DefaultValueFactory = _ => "both" };
var curves = new Command("rnn-curves", "Validation perplexity after 50, 100, 200, 400 steps of a first-order search and of a training on a real text; prints lines of JSON.")
{
    corpus, units, batch, threads, part,
};
curves.SetAction(line =>
{
    LanguageCurves.Run(line.GetValue(corpus)!, line.GetValue(units), line.GetValue(batch), line.GetValue(threads), line.GetValue(part) != "training", line.GetValue(part) != "search");
    return 0;
});

var compare = new Command("compare", "Times both paths' search steps in one process, by turns in rotated order; prints the ratios of their medians and minima as one line of JSON.")
{
    channels, cells, batch, size, order, threads, warmup, steps,
};
compare.SetAction(line =>
{
    CnnSearchBenchmark.Compare(line.GetValue(channels), line.GetValue(cells), line.GetValue(batch), line.GetValue(size), line.GetValue(order), line.GetValue(threads), line.GetValue(warmup), line.GetValue(steps));
    return 0;
});

var trainChannels = new Option<int>("--channels") { Description = "Channels of the first cell.", DefaultValueFactory = _ => 36 };
var trainCells = new Option<int>("--cells") { Description = "Number of cells.", DefaultValueFactory = _ => 20 };
var genotype = new Option<string>("--genotype") { Description = "A published genotype.", DefaultValueFactory = _ => "DARTS_V2" };
var dropPath = new Option<double>("--drop-path") { Description = "Probability of drop path.", DefaultValueFactory = _ => 0 };
var train = new Command("cnn-train", "Times whole retraining steps (auxiliary head, clipping, SGD) on random images; prints one line of JSON.")
{
    trainChannels, trainCells, batch, size, genotype, dropPath, threads, path, warmup, steps,
};
train.SetAction(line =>
{
    CnnTrainBenchmark.Run(line.GetValue(trainChannels), line.GetValue(trainCells), line.GetValue(batch), line.GetValue(size), line.GetValue(genotype)!, line.GetValue(dropPath), line.GetValue(threads), line.GetValue(warmup), line.GetValue(steps), line.GetValue(path));
    return 0;
});

var compareTrain = new Command("compare-train", "Times both paths' retraining steps in one process, by turns in rotated order; prints the ratios of their medians and minima as one line of JSON.")
{
    trainChannels, trainCells, batch, size, genotype, dropPath, threads, warmup, steps,
};
compareTrain.SetAction(line =>
{
    CnnTrainBenchmark.Compare(line.GetValue(trainChannels), line.GetValue(trainCells), line.GetValue(batch), line.GetValue(size), line.GetValue(genotype)!, line.GetValue(dropPath), line.GetValue(threads), line.GetValue(warmup), line.GetValue(steps));
    return 0;
});

var loader = new Command("loader", "Times the loaders: augmented CIFAR images a second, and JPEG files against their mere decoding; prints one line of JSON.") { batch, threads };
loader.SetAction(line => LoaderBenchmark.Run(line.GetValue(batch), line.GetValue(threads)));

var kernelName = new Option<string?>("--kernel") { Description = "An installed kernel, ours or another's; the engine that was built beside this program when left out." };
var starts = new Option<int>("--starts") { Description = "Kernels that are started, one after another.", DefaultValueFactory = _ => 10 };
var kernel = new Command("kernel-start", "Times a notebook kernel: start to ready, the first cell, trivial cells; prints one line of JSON with medians.") { kernelName, starts };
kernel.SetAction(line => KernelStartBenchmark.Run(line.GetValue(kernelName), line.GetValue(starts)));

var gpu = new Command("gpu-check", "Checks the CUDA path: golden cases, a step's time against the CPU's, memory over 200 steps.");
gpu.SetAction(_ => GpuCheck.Run());

return new RootCommand("Timings of the DARTS research kit. Figures stand beside what the machine can do (matrix product, copy), measured in the same run.") { search, compare, train, compareTrain, loader, recurrent, curves, kernel, gpu }
    .Parse(args).Invoke();
