using Darts.Runtime;

namespace Darts.Data;

/// <summary>
/// The King James Bible, which ships with the kit: verse by verse in lower case, punctuation marks as words of their own, 5,000 different words.
/// <c>data/kjv-sample/README.md</c> says how it was made. It is in the public domain.
/// </summary>
public static class KingJames
{
    /// <summary>The sample in <c>data/kjv-sample</c>.</summary>
    /// <param name="words">A smaller vocabulary, for small models; all words when null.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static TextCorpus Sample(int? words = null)
    {
        var corpus = TextLayout.Read("King James Bible", Path.Combine(RepositoryPaths.Data, "kjv-sample"), part => [$"{part}.txt"],
            "It ships with the kit: take it from version control (git checkout -- data/kjv-sample).");
        return words is { } size ? corpus.WithVocabulary(size) : corpus;
    }
}
