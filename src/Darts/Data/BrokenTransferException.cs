using System.Diagnostics.CodeAnalysis;

namespace Darts.Data;

/// <summary>A transfer ended before its time; another one may go on from there.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Never leaves the downloader.")]
internal sealed class BrokenTransferException(string message, Exception? inner = null) : Exception(message, inner);
