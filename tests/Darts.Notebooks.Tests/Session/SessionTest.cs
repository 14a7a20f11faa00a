using Darts.Notebooks.Session;

namespace Darts.Notebooks.Tests.Session;

/// <summary>A session in a folder of its own.</summary>
public abstract class SessionTest : IDisposable
{
    private int _number;

    private protected TemporaryFolder Folder { get; } = new();

    private protected CSharpSession Session => field ??= new CSharpSession(Folder.Path);

    private protected RecordedOutput Output { get; private set; } = new();

    public void Dispose()
    {
        Session.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected CellResult Run(string code)
    {
        Output = new RecordedOutput();
        return Session.Execute(code, ++_number, Output);
    }

    private protected string? Value(string code)
    {
        var result = Run(code);
        Assert.True(result.Error is null, string.Join('\n', result.Error?.Traceback ?? []));
        return result.Data?["text/plain"]?.GetValue<string>();
    }

    private protected string Error(string code)
    {
        var result = Run(code);
        Assert.NotNull(result.Error);
        return string.Join('\n', result.Error.Traceback);
    }
}
