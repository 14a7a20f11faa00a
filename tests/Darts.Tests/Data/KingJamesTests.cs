using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Darts.Data;
using Darts.Runtime;

namespace Darts.Tests.Data;

public class KingJamesTests
{
    private static string Folder => Path.Combine(RepositoryPaths.Data, "kjv-sample");

    [Fact]
    public void The_sample_has_5000_words_and_three_parts()
    {
        var corpus = KingJames.Sample();
        Assert.Equal(5_000, corpus.Vocabulary.Count);
        Assert.Equal((849_963, 47_321, 47_191), (corpus.Train.Count, corpus.Valid.Count, corpus.Test.Count));
        Assert.Equal("in the beginning god created the heaven and the earth .\nand the earth", corpus.Vocabulary.Decode(corpus.Train.Take(15)));
        Assert.Equal(28_102, corpus.Train.Count(word => word == corpus.Vocabulary[Vocabulary.EndOfLine]));
    }

    [Fact]
    public void A_smaller_vocabulary_keeps_the_most_frequent_words_of_the_training_part()
    {
        var (all, small) = (KingJames.Sample(), KingJames.Sample(words: 300));
        Assert.Equal(300, small.Vocabulary.Count);
        Assert.Equal(all.Valid.Count, small.Valid.Count);
        var counts = all.Train.CountBy(word => all.Vocabulary.Words[word]).ToDictionary(StringComparer.Ordinal);
        var rarestKept = small.Vocabulary.Words.Where(word => word is not (Vocabulary.Unknown or Vocabulary.EndOfLine)).Min(word => counts[word]);
        var mostFrequentDropped = all.Vocabulary.Words.Where(word => !small.Vocabulary.TryFind(word, out _)).Max(word => counts.GetValueOrDefault(word));
        Assert.True(rarestKept >= mostFrequentDropped);
        Assert.All(all.Valid.Zip(small.Valid).Take(500), pair => Assert.True(
            all.Vocabulary.Words[pair.First] == small.Vocabulary.Words[pair.Second] || small.Vocabulary.Words[pair.Second] == Vocabulary.Unknown));
    }

    [Fact]
    public void The_recipe_splits_by_blocks_separates_marks_and_cuts_by_frequency_in_the_training_part()
    {
        var verses = string.Concat(Enumerable.Range(0, 20).Select(i => $"Rare{i} the Lord's day, the (LORD)!\n"));
        var parts = KingJamesSampleRecipe.Make(verses, kept: 4, block: 1);
        // the: 36, then six words of 18 each, of which the first three by code point stay.
        Assert.Equal("<unk> the <unk> <unk> <unk> the ( <unk> ) !\n", parts["valid"]);
        Assert.Equal(1, parts["test"].Count(c => c == '\n'));
        Assert.Equal(18, parts["train"].Count(c => c == '\n'));
    }

    [Fact]
    public void The_checksums_in_the_readme_are_those_of_the_files()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var part in KingJamesSampleRecipe.Parts)
        {
            var path = Path.Combine(Folder, $"{part}.txt.gz");
            var content = File.ReadAllBytes(path);
            Assert.Contains($"| `{part}.txt.gz` | {content.Length:N0} | `{Hash(content)}` | `{Hash(TestFiles.Unzip(path))}` |", readme, StringComparison.Ordinal);
        }

        Assert.Contains("public domain", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_sample_is_what_its_recipe_makes_of_Debians_text()
    {
        if (!File.Exists("/usr/bin/bible"))
        {
            Assert.Skip("There is no /usr/bin/bible: install Debian's packages bible-kjv and bible-kjv-text.");
            return;
        }

        // One verse a line, "Ge1:1 In the beginning ...".
        using var bible = Process.Start(new ProcessStartInfo("/usr/bin/bible", ["-f", "gen1:1-rev22:21"]) { RedirectStandardOutput = true })!;
        var verses = bible.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToArray();
        Assert.Equal(31_102, verses.Length);
        var parts = KingJamesSampleRecipe.Make(string.Join('\n', verses));
        Assert.All(KingJamesSampleRecipe.Parts, part => Assert.Equal(parts[part], Encoding.UTF8.GetString(TestFiles.Unzip(Path.Combine(Folder, $"{part}.txt.gz")))));
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
