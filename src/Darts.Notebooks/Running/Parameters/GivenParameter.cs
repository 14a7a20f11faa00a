namespace Darts.Notebooks.Running.Parameters;

/// <summary>A parameter that the user has set.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">The value as given.</param>
/// <param name="Origin">Where it was set, for errors: <c>-p</c>, <c>-r</c>, <c>-y</c>, or the file's name.</param>
internal sealed record GivenParameter(string Name, ParameterValue Value, string Origin)
{
    public override string ToString() => Origin.StartsWith('-') && Origin != "-y" ? $"{Origin} {Name} {Value}" : $"{Origin}: {Name}: {Value}";
}
