using System.CommandLine;

namespace Darts.Notebooks.Commands;

/// <summary>Options that belong together, with what is to be said about them as a whole.</summary>
/// <param name="Title">Their heading.</param>
/// <param name="Text">What holds for all of them; may be empty.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionGroup(string Title, string Text, IReadOnlyList<Option> Options);
