using Darts.Runtime;

namespace Darts.Data;

/// <summary>WikiText-2 (Merity et al., 2016): articles of Wikipedia, 2,088,628 words to train, 33,278 different ones.</summary>
public static class WikiText2
{
    /// <summary>The folder within the archive.</summary>
    internal const string ArchiveFolder = "wikitext-2";

    /// <summary>The set, from where <see cref="DatasetDownload.WikiText2"/> puts it: <c>data/downloads/wikitext-2</c>.</summary>
    /// <exception cref="FileNotFoundException">It was not downloaded; the message says how to.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static TextCorpus Full() =>
        Read(DatasetDownload.WikiText2.FolderIn(RepositoryPaths.Downloads), "Fetch the set with: await DatasetDownload.WikiText2.FetchAsync().");

    /// <summary>Reads <c>wiki.train.tokens</c>, <c>wiki.valid.tokens</c>, <c>wiki.test.tokens</c> (or the authors' <c>train.txt</c>, ...), with or without <c>.gz</c>.</summary>
    /// <param name="folder">Where they, or the archive's folder with them, are.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is empty, damaged or not UTF-8.</exception>
    public static TextCorpus Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Read(folder, "Put the file there, with or without .gz.");
    }

    private static TextCorpus Read(string folder, string remedy)
    {
        var inner = Path.Combine(folder, ArchiveFolder);
        return TextLayout.Read("WikiText-2", Directory.Exists(inner) ? inner : folder, part => [$"wiki.{part}.tokens", $"{part}.txt"], remedy);
    }
}
