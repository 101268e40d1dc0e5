using Integrity.Digests;

namespace Integrity.Cli.Options;

/// <summary>What to verify, as selected on the command line.</summary>
/// <param name="Trail">The trail.</param>
/// <param name="Start">Start of the range.</param>
/// <param name="End">End of the range (exclusive).</param>
/// <param name="Regions">The regions; empty for all regions with digests of the trail.</param>
/// <param name="AccountId">The account; <c>null</c> for the trail's account, or all of an organization trail.</param>
internal sealed record Selection(
    Trail Trail,
    DateTimeOffset Start,
    DateTimeOffset End,
    IReadOnlyList<string> Regions,
    string? AccountId
);
