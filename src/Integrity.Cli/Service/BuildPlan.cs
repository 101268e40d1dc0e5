using Integrity.Building;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Service;

/// <summary>
/// The chains to build. Accounts, regions and keys are looked up for each round, because they can be added while a
/// service runs.
/// </summary>
internal sealed class BuildPlan(
    BuildTarget target,
    Trail trail,
    ISignerSource signers,
    Func<KeyRing> keys,
    TimeProvider clock
)
{
    public Trail Trail => trail;

    /// <summary>Organization ID in the object paths; <c>null</c> for none.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// Accounts to build. If empty, the trail's account or, for an organization, every account with log files.
    /// </summary>
    public IReadOnlyCollection<string> Accounts { get; init; } = [];

    /// <summary>Regions to build. If empty, every region with log files.</summary>
    public IReadOnlyCollection<string> Regions { get; init; } = [];

    public DateTimeOffset? Start { get; init; }

    /// <summary>Time between the end of an hour and the build of its digest.</summary>
    public required TimeSpan Grace { get; init; }

    public required TimeSpan LookBack { get; init; }

    /// <summary>Finds the chains to build, in ordinal order of account and region.</summary>
    /// <exception cref="CommandException">There are too many.</exception>
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
            LogFileFolders.RequireAtMostMax(chains.Count, target.Place);
        }
        return chains;
    }

    /// <summary>
    /// Returns the name of a chain for messages: its region, and its account if there can be several.
    /// </summary>
    public string NameOf(ChainId chain) =>
        OrganizationId is null && Accounts.Count == 0 ? chain.Region : $"{chain.AccountId} {chain.Region}";

    /// <summary>Creates the request that builds a chain up to now.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="until">An earlier time to build up to; <c>null</c> for now.</param>
    public BuildRequest RequestOf(ChainId chain, DateTimeOffset? until = null)
    {
        var over = clock.GetUtcNow() - Grace;
        return new BuildRequest
        {
            Trail = trail,
            Location = target.Place,
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

    /// <summary>Explains why there is nothing to build, with a hint.</summary>
    public async Task<(string Message, string Hint)> ExplainNothingAsync(CancellationToken cancellationToken)
    {
        var owner =
            Accounts.Count > 0 ? $"account {string.Join(", ", Accounts)}"
            : OrganizationId is null ? $"account {trail.AccountId}"
            : $"organization {OrganizationId}";
        var other = await new LogFileFolders(target.Reader, target.Place).FindOrganizationAsync(cancellationToken);
        var hint =
            other is not null && other != OrganizationId
                ? $"there are organization log files under AWSLogs/{other}/; build them with --organization {other}"
                : "check --trail-arn and --prefix";
        return ($"no log files of {owner} in {target.Place}", hint);
    }
}
