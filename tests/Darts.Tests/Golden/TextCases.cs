using Darts.Data;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>8_utils/text: the authors' vocabulary, batching and windows.</summary>
public class TextCases
{
    [Fact]
    public void The_vocabulary_is_built_of_train_valid_and_test_in_that_order_and_every_line_ends_with_eos()
    {
        using var golden = new GoldenCase("8_utils/text");
        var expected = golden.Root.GetProperty("corpus");
        var corpus = Corpus(golden);
        Assert.Equal(expected.GetProperty("idx2word").EnumerateArray().Select(word => word.GetString()), corpus.Vocabulary.Words);
        Assert.Equal(expected.GetProperty("vocabulary_size").GetInt32(), corpus.Vocabulary.Count);
        foreach (var (part, numbers) in new[] { ("train", corpus.Train), ("valid", corpus.Valid), ("test", corpus.Test) })
            Assert.Equal(golden[$"corpus/{part}"].data<long>().ToArray(), numbers.Select(number => (long)number));
        Assert.Equal(expected.GetProperty("total_tokens").GetInt32(), corpus.Train.Count + corpus.Valid.Count + corpus.Test.Count);
    }

    [Fact]
    public void Columns_are_contiguous_stretches_and_the_tail_is_dropped()
    {
        using var golden = new GoldenCase("8_utils/text");
        using var rows = Rows(golden);
        AssertSame(golden["batchify/out"], rows.Tokens);
    }

    [Theory]
    [InlineData(0, 0, 4)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 3, 4)]
    [InlineData(3, 0, 100)]
    public void A_window_ends_where_the_text_does_and_its_targets_are_one_word_further(int number, int start, int length)
    {
        using var golden = new GoldenCase("8_utils/text");
        using var rows = Rows(golden);
        using var window = rows.Window(start, length);
        AssertSame(golden[$"get_batch/{number}/data"], window.Words);
        AssertSame(golden[$"get_batch/{number}/target"], window.Targets);
    }

    [Fact]
    public void An_evaluation_reads_one_window_after_the_other()
    {
        using var golden = new GoldenCase("8_utils/text");
        foreach (var segments in golden.Root.GetProperty("evaluate_segments_bptt35").EnumerateObject())
        {
            using var rows = new TokenRows(new int[int.Parse(segments.Name)], 1);
            Assert.Equal(segments.Value.EnumerateArray().Select(item => (item[0].GetInt32(), item[1].GetInt32())), rows.Windows(35));
        }
    }

    private static TextCorpus Corpus(GoldenCase golden)
    {
        var texts = golden.Root.GetProperty("corpus").GetProperty("texts");
        return TextCorpus.FromTexts("golden", texts.GetProperty("train").GetString()!, texts.GetProperty("valid").GetString()!, texts.GetProperty("test").GetString()!);
    }

    private static TokenRows Rows(GoldenCase golden) => new([.. golden["batchify/in"].data<long>().Select(number => (int)number)], 4);

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.eq(actual).all().item<bool>());
    }
}
