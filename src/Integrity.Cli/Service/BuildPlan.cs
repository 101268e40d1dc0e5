using Integrity.Building;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Service;

/// <summary>What is to be built. Accounts, regions and keys are looked up anew each time, since they can be added while a service runs.</summary>
internal sealed class BuildPlan(
    BuildTarget target,
    Trail trail,
    ISignerSource signers,
    Func<KeyRing> keys,
    TimeProvider clock
)
{
    public Trail Trail => trail;

    /// <summary>The organization below whose folder the accounts lie; <c>null</c> for none.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The accounts that were asked for; empty for every one of the organization that has log files, and without an organization for the trail's own.</summary>
    public IReadOnlyCollection<string> Accounts { get; init; } = [];

    /// <summary>The regions that were asked for; empty for every one that has log files.</summary>
    public IReadOnlyCollection<string> Regions { get; init; } = [];

    public DateTimeOffset? Start { get; init; }

    /// <summary>How long after its end an hour is built.</summary>
    public required TimeSpan Grace { get; init; }

    public required TimeSpan LookBack { get; init; }

    /// <summary>The chains to build, in ordinal order of their accounts and regions.</summary>
    /// <exception cref="CommandException">There are far too many.</exception>
    public async Task<IReadOnlyList<ChainId>> FindChainsAsync(CancellationToken cancellationToken)
    {
        var folders = new LogFileFolders(target.Reader, target.Place);
        var accounts =
            Accounts.Count > 0 ? [.. Accounts]
            : OrganizationId is null ? [trail.AccountId]
            : await folders.AccountsOfAsync(OrganizationId, cancellationToken);
        var chains = new List<ChainId>();
        foreach (var account in accounts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            IReadOnlyCollection<string> regions =
                Regions.Count > 0 ? Regions : await folders.RegionsOfAsync(OrganizationId, account, cancellationToken);
            chains.AddRange(
                regions
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Select(region => ChainId.Of(trail, region) with { AccountId = account })
            );
            LogFileFolders.RefuseTooMany(chains.Count, target.Place);
        }
        return chains;
    }

    /// <summary>What a chain is called in messages: its region, and its account when there can be several.</summary>
    public string NameOf(ChainId chain) =>
        OrganizationId is null && Accounts.Count == 0 ? chain.Region : $"{chain.AccountId} {chain.Region}";

    /// <summary>What to build of a chain by now.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="until">The time until which to build, when that is earlier.</param>
    public BuildRequest RequestOf(ChainId chain, DateTimeOffset? until = null)
    {
        var over = clock.GetUtcNow() - Grace;
        return new BuildRequest
        {
            Trail = trail,
            Place = target.Place,
            OrganizationId = OrganizationId,
            AccountId = chain.AccountId,
            Regions = [chain.Region],
            Signers = signers,
            Keys = keys(),
            Until = until < over ? until.Value : over,
            Start = Start,
            LookBack = LookBack,
            Concurrency = target.Concurrency,
        };
    }

    /// <summary>Why there is nothing to build, and what may help.</summary>
    public async Task<(string Message, string Hint)> ExplainNothingAsync(CancellationToken cancellationToken)
    {
        var whose =
            Accounts.Count > 0 ? $"account {string.Join(", ", Accounts)}"
            : OrganizationId is null ? $"account {trail.AccountId}"
            : $"organization {OrganizationId}";
        var other = await new LogFileFolders(target.Reader, target.Place).FindOrganizationAsync(cancellationToken);
        var hint =
            other is not null && other != OrganizationId
                ? $"there are log files of an organization, below AWSLogs/{other}/: give --organization {other}"
                : "check the trail's ARN and the prefix";
        return ($"no log files of {whose} in {target.Place}", hint);
    }
}
