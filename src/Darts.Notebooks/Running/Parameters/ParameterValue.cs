namespace Darts.Notebooks.Running.Parameters;

/// <summary>A value as the user gave it. What it means is decided by the type that the notebook declares.</summary>
internal abstract record ParameterValue
{
    private ParameterValue()
    {
    }

    /// <summary>A word of the command line, or one without quotes in YAML: read by the declared type.</summary>
    public sealed record Word(string Text) : ParameterValue
    {
        public override string ToString() => Text;
    }

    /// <summary>A string, whatever it looks like.</summary>
    public sealed record Quoted(string Text) : ParameterValue
    {
        public override string ToString() => $"\"{Text}\"";
    }

    public sealed record Null : ParameterValue
    {
        public override string ToString() => "null";
    }

    public sealed record Sequence(IReadOnlyList<ParameterValue> Items) : ParameterValue
    {
        public override string ToString() => $"[{string.Join(", ", Items)}]";
    }

    /// <summary>Fields with names, which no parameter takes.</summary>
    public sealed record Mapping : ParameterValue
    {
        public override string ToString() => "{...}";
    }
}
