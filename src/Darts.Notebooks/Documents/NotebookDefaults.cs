using System.Text.Json.Nodes;

namespace Darts.Notebooks.Documents;

/// <summary>What a notebook for the C# kernel carries: the names that .NET Interactive gave them and every client knows.</summary>
internal static class NotebookDefaults
{
    public const string KernelName = ".net-csharp";

    public static JsonObject Root() => new()
    {
        ["cells"] = new JsonArray(),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = KernelName },
            ["language_info"] = LanguageInfo(),
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    };

    public static JsonObject LanguageInfo() => new()
    {
        ["file_extension"] = ".cs",
        ["mimetype"] = "text/x-csharp",
        ["name"] = "C#",
        ["pygments_lexer"] = "csharp",
        ["version"] = "13.0",
    };
}
