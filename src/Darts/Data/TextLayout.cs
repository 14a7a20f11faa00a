namespace Darts.Data;

/// <summary>A folder with the three parts of a corpus.</summary>
internal static class TextLayout
{
    /// <summary>Reads the first file of each part that is there, with or without <c>.gz</c>.</summary>
    /// <param name="name">The corpus.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="names">Possible names of the file of a part: train, valid, test.</param>
    /// <param name="remedy">What to do where one is missing.</param>
    public static TextCorpus Read(string name, string folder, Func<string, string[]> names, string remedy)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return TextCorpus.Read(name, Find("train"), Find("valid"), Find("test"));

        string Find(string part)
        {
            var candidates = names(part).SelectMany(file => new[] { file, file + ".gz" }).Select(file => Path.Combine(folder, file)).ToArray();
            return candidates.FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException($"{candidates[0]}: there is no such file. {remedy}", candidates[0]);
        }
    }
}
