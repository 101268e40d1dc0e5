namespace Integrity.Proofs;

/// <summary>The event that a proof is about: a record of its log file.</summary>
/// <param name="Id">Its <c>eventID</c>.</param>
/// <param name="Index">Which of the log file's records it is, from 0.</param>
/// <param name="Record">The record, JSON in UTF-8.</param>
public sealed record ProvedEvent(string Id, int Index, ReadOnlyMemory<byte> Record);
