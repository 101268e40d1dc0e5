using Integrity.Digests;

namespace Integrity.Proofs;

/// <summary>A log file that a verified digest lists, and the event in it, if one is looked for.</summary>
internal sealed record Found(LogFileEntry Entry, ProvedEvent? Event);
