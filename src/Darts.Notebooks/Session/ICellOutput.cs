using System.Text.Json.Nodes;

namespace Darts.Notebooks.Session;

/// <summary>Where a running cell's outputs go and its input comes from. Calls may come from any thread; their order is kept.</summary>
internal interface ICellOutput
{
    void Write(StreamName stream, string text);

    /// <param name="data">The mime bundle; the receiver owns it.</param>
    /// <param name="displayId">The id by which a later call replaces it.</param>
    /// <param name="update">True replaces what is shown under that id instead of adding to it.</param>
    void Display(JsonObject data, string? displayId, bool update);

    void Clear(bool wait);

    /// <exception cref="NotSupportedException">The client cannot be asked.</exception>
    string ReadLine(string prompt, bool password);
}
