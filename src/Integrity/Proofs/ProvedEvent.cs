namespace Integrity.Proofs;

/// <summary>The event of a proof: a record in its log file.</summary>
/// <param name="Id">The <c>eventID</c>.</param>
/// <param name="Index">The index of the record in the log file, from 0.</param>
/// <param name="Record">The record as UTF-8 JSON.</param>
public sealed record ProvedEvent(string Id, int Index, ReadOnlyMemory<byte> Record);
