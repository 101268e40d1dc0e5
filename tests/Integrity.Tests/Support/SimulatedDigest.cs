using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Tests.Support;

/// <summary>A digest that a <see cref="SimulatedChain"/> has delivered.</summary>
internal sealed record SimulatedDigest(
    ObjectLocation Location,
    DigestPeriod Period,
    byte[] Body,
    string Signature,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<SimulatedLogFile> LogFiles
)
{
    public DateTimeOffset Start => Period.Start;

    public DateTimeOffset End => Period.End;
}

/// <summary>A log file that a <see cref="SimulatedChain"/> has delivered, with its uncompressed content.</summary>
internal sealed record SimulatedLogFile(ObjectLocation Location, byte[] Content, DateTimeOffset DeliveredAt);

/// <summary>A finding and its subject, an <see cref="ObjectLocation"/> or a <see cref="DigestPeriod"/>.</summary>
internal sealed record Expected(FindingCode Code, object Subject)
{
    public override string ToString() => $"{Code} {Subject}";
}
