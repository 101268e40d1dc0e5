using Integrity.Digests;

namespace Integrity.Proofs;

/// <summary>A log file that a verified digest lists, and the requested event in it, if any.</summary>
internal sealed record LogFileMatch(LogFileEntry Entry, ProvedEvent? Event);
