namespace Darts.Notebooks.Running;

/// <summary>A command that cannot be obeyed as given; the message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
