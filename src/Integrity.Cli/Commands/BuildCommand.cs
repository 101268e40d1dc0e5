using System.CommandLine;
using Integrity.Aws;
using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify build</c>: builds the digests of all complete hours since the newest one.</summary>
internal sealed class BuildCommand(Terminal terminal)
{
    private static readonly TimeSpan UsualGrace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualLookBack = TimeSpan.FromDays(1);

    private readonly Option<string> _store = new("--store") { Description = "Where the log files are: a folder (DIR/BUCKET/KEY, or the root of one bucket), or s3://bucket.", HelpName = "STORE", Required = true };
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn();
    private readonly Option<string> _keys = new("--keys") { Description = "The folder of the keys, as ctverify keys generate makes it.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _bucket = new("--bucket") { Description = "The bucket, when the folder holds several.", HelpName = "BUCKET" };
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--prefix");
    private readonly Option<string?> _profile = CommonOptions.Profile();
    private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();
    private readonly Option<string[]> _regions = new("--region") { Description = "A region to build; may be repeated. Default: every region with log files.", HelpName = "REGION" };
    private readonly Option<DateTimeOffset?> _until = CommonOptions.Time("--until", "Build hours that are complete by then. Default: now.");
    private readonly Option<DateTimeOffset?> _startTime = CommonOptions.Time("--start-time", "Begin a new chain there, and leave out what was delivered before. Default: with the first log file.");
    private readonly Option<TimeSpan?> _grace = CommonOptions.Duration("--grace", "How long to wait after an hour for its last log files. Default: 5m.");
    private readonly Option<TimeSpan?> _lookBack = CommonOptions.Duration("--look-back", "How far back to look for log files that came late, or all. Default: 1d.", orAll: true);

    public Command ToCommand()
    {
        var command = new DocumentedCommand("build", "Builds a signed digest for every complete hour since the newest digest of each region, and links it to the one before.", """
            Digests that exist are never changed, so running it again is safe at any time. Log files that came after the digest of their hour are listed in
            backfill digests, when the next hour is built.

            Examples:
              ctverify build --store ./trail --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail --keys ./keys
              ctverify build --store ./trail --trail-arn ARN --keys ./keys --grace 10m --look-back all
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys --region us-east-2
            """)
        {
            _store, _trailArn, _keys, _bucket, _prefix, _regions, _until, _startTime, _grace, _lookBack, _profile, _endpointUrl,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var trail = arguments.GetValue(_trailArn)!;
        var until = arguments.GetValue(_until) ?? terminal.Clock.GetUtcNow();
        if (until > terminal.Clock.GetUtcNow()) throw CommandException.Usage($"--until {UtcTime.Format(until)} lies in the future", "an hour can be built when it is complete");
        using var target = await FindTargetAsync(arguments, cancellationToken);
        var regions = await FindRegionsAsync(arguments, target, trail, cancellationToken);
        var keys = arguments.GetValue(_keys)!;
        using var signers = new SigningKeyFolder(keys);
        RefuseRegionsWithoutKey(regions, signers, keys);
        var overSince = terminal.Clock.GetUtcNow() - (arguments.GetValue(_grace) ?? UsualGrace);
        var request = new BuildRequest
        {
            Trail = trail,
            Place = target.Place,
            Regions = regions,
            Signers = signers,
            Keys = KeyRingFile.Load(keys),
            Until = until < overSince ? until : overSince,
            Start = arguments.GetValue(_startTime),
            LookBack = arguments.GetValue(_lookBack) ?? UsualLookBack,
        };
        var count = 0;
        await foreach (var built in new DigestBuilder(target.Reader, target.Writer, terminal.Clock).BuildAsync(request, cancellationToken))
        {
            terminal.Output.Write($"{(built.IsBackfill ? "(backfill) " : "")}Digest file\t{TerminalText.Escape(built.Location.ToString())}\twritten, {Plural(built.Digest.LogFiles.Count, "log file")}\n");
            count++;
        }
        terminal.Output.Write(count == 0 ? "Nothing to build: every complete hour has its digest file\n" : $"\n{Plural(count, "digest file")} written\n");
        return ExitCode.Valid;
    }

    private Task<BuildTarget> FindTargetAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var store = arguments.GetValue(_store)!;
        if (!store.StartsWith("s3://", StringComparison.Ordinal))
            return BuildTarget.InFolderAsync(store, new WantedPlace(arguments.GetValue(_bucket), arguments.GetValue(_prefix)), terminal, cancellationToken);
        var settings = new AwsSettings { Profile = arguments.GetValue(_profile), EndpointUrl = arguments.GetValue(_endpointUrl) };
        return Task.FromResult(BuildTarget.InS3("--store", store["s3://".Length..].TrimEnd('/'), arguments.GetValue(_prefix) ?? "", settings, terminal));
    }

    private async Task<SortedSet<string>> FindRegionsAsync(ParseResult arguments, BuildTarget target, Trail trail, CancellationToken cancellationToken)
    {
        var regions = new SortedSet<string>(arguments.GetValue(_regions) ?? [], StringComparer.Ordinal);
        if (regions.Count == 0)
        {
            var folders = target.Reader.ListFoldersAsync(target.Place.Bucket, $"{target.Place.Prefix}AWSLogs/{trail.AccountId}/CloudTrail/", cancellationToken);
            await foreach (var region in folders) regions.Add(region);
        }
        if (regions.Count == 0) throw CommandException.Usage($"no log files of account {trail.AccountId} in {target.Place}", "check the trail's ARN and the prefix");
        return regions;
    }

    /// <summary>Before any work: else the regions in front of such a one would be built, and those behind it not.</summary>
    private static void RefuseRegionsWithoutKey(SortedSet<string> regions, SigningKeyFolder signers, string keys)
    {
        var missing = regions.Except(signers.Regions, StringComparer.Ordinal).FirstOrDefault();
        if (missing is not null) throw CommandException.Usage($"--keys: {Path.Combine(keys, missing)}: there is no private key for {missing}", $"make one: ctverify keys generate --region {missing} --out {keys}");
    }

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
