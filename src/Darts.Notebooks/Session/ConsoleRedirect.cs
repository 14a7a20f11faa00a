using System.Text;

namespace Darts.Notebooks.Session;

/// <summary>Leads <see cref="Console"/> to the cell that runs: cells print and read as any program does.</summary>
internal static class ConsoleRedirect
{
    private static readonly Lock s_gate = new();
    private static bool s_installed;

    public static void Install()
    {
        lock (s_gate)
        {
            if (s_installed)
                return;
            s_installed = true;
            Console.SetOut(new Writer(StreamName.Stdout, Console.Out));
            Console.SetError(new Writer(StreamName.Stderr, Console.Error));
            Console.SetIn(new Reader(Console.In));
        }
    }

    // Console wraps writers in a synchronized one, so single characters come from one thread at a time.
    private sealed class Writer(StreamName stream, TextWriter outside) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine() => Write("\n");

        public override void Write(string? value)
        {
            if (string.IsNullOrEmpty(value))
                return;
            if (CellExecution.Current is { } execution)
                execution.Output.Write(stream, value);
            else
                outside.Write(value);
        }
    }

    private sealed class Reader(TextReader outside) : TextReader
    {
        private string _rest = "";

        public override string? ReadLine()
        {
            if (CellExecution.Current is not { } execution)
                return outside.ReadLine();
            if (_rest.Length == 0)
                return execution.Output.ReadLine("", password: false);
            var line = _rest.TrimEnd('\n');
            _rest = "";
            return line;
        }

        public override int Peek() => _rest.Length > 0 ? _rest[0] : -1;

        public override int Read()
        {
            if (_rest.Length == 0)
                _rest = ReadLine() + "\n";
            var first = _rest[0];
            _rest = _rest[1..];
            return first;
        }
    }
}
