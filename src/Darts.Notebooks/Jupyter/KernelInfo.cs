using System.Reflection;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Jupyter;

/// <summary>What the kernel says of itself.</summary>
internal static class KernelInfo
{
    public static string Version { get; } = typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static JsonObject Content() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = JupyterMessage.ProtocolVersion,
        ["implementation"] = "darts-notebooks",
        ["implementation_version"] = Version,
        ["language_info"] = NotebookDefaults.LanguageInfo(),
        ["banner"] = $"C# on .NET {Environment.Version}, Darts.Notebooks {Version}",
        ["debugger"] = false,
        ["help_links"] = new JsonArray(),
    };
}
