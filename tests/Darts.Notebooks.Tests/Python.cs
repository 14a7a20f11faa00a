using System.Diagnostics;

namespace Darts.Notebooks.Tests;

/// <summary>The Python that has Jupyter's clients; tests that need it skip where it is absent.</summary>
internal static class Python
{
    public const string Executable = "/usr/bin/python3";

    private static readonly Lazy<string?> s_missing = new(FindMissing);

    /// <summary>Runs a script and returns what it prints; fails the test when it fails, skips it when Jupyter's packages are missing.</summary>
    public static string Run(string script, params (string Name, string Value)[] environment)
    {
        if (s_missing.Value is { } reason)
            Assert.Skip(reason);
        var (code, output) = Start(script, environment);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>Skips the test where a module is missing or is of other versions.</summary>
    /// <param name="module">The module.</param>
    /// <param name="package">Debian's package that brings it.</param>
    /// <param name="from">The first version that will do.</param>
    /// <param name="to">The first one after them that will not.</param>
    public static void Require(string module, string package, Version from, Version to)
    {
        if (s_missing.Value is { } reason)
            Assert.Skip(reason);
        var (code, output) = Start($"import {module}\nprint({module}.__version__)", []);
        if (code != 0)
            Assert.Skip($"{Executable} lacks {module} (Debian's package {package}).");
        if (!Version.TryParse(output.Trim(), out var version) || version < from || version >= to)
            Assert.Skip($"{module} {output.Trim()}: this test drives versions from {from} to before {to}.");
    }

    private static string? FindMissing()
    {
        if (!File.Exists(Executable))
            return $"{Executable} is not here.";
        var (code, output) = Start("import nbformat, nbclient, jupyter_client", []);
        return code == 0 ? null : $"{Executable} lacks nbformat, nbclient or jupyter_client: {output.Trim().Split('\n')[^1]}";
    }

    private static (int Code, string Output) Start(string script, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Executable) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
