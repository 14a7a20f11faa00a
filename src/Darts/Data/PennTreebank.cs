using Darts.Runtime;

namespace Darts.Data;

/// <summary>
/// Penn Treebank as Mikolov prepared it (2010): newspaper text in lower case, 929,589 words to train, 10,000 different ones. Its text may not
/// be redistributed, so it does not ship with the kit.
/// </summary>
public static class PennTreebank
{
    /// <summary>The set, from where <see cref="DatasetDownload.PennTreebank"/> puts it: <c>data/downloads/ptb</c>.</summary>
    /// <exception cref="FileNotFoundException">It was not downloaded; the message says how to.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static TextCorpus Full() =>
        TextLayout.Read("Penn Treebank", DatasetDownload.PennTreebank.FolderIn(RepositoryPaths.Downloads), Names, "Fetch the set with: await DatasetDownload.PennTreebank.FetchAsync().");

    /// <summary>Reads <c>ptb.train.txt</c>, <c>ptb.valid.txt</c>, <c>ptb.test.txt</c> (or the authors' <c>train.txt</c>, ...), with or without <c>.gz</c>.</summary>
    /// <param name="folder">Where they are.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is empty, damaged or not UTF-8.</exception>
    public static TextCorpus Read(string folder) => TextLayout.Read("Penn Treebank", folder, Names, "Put the file there, with or without .gz.");

    private static string[] Names(string part) => [$"ptb.{part}.txt", $"{part}.txt"];
}
