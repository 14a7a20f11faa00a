namespace Darts.Notebooks.Tests.KitNotebooks;

/// <summary>The notebooks that the kit ships.</summary>
internal static class ShippedNotebooks
{
    private static readonly string s_folder = Path.Combine(Kit.Root, "notebooks");

    /// <summary>Their names, for theories.</summary>
    public static IEnumerable<TheoryDataRow<string>> Names() =>
        Directory.Exists(s_folder)
            ? Directory.EnumerateFiles(s_folder, "*.ipynb").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal).Select(name => new TheoryDataRow<string>(name))
            : [];

    public static string File(string name) => Path.Combine(s_folder, name);
}
