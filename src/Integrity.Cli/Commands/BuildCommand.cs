using System.CommandLine;
using System.Net;
using Integrity.Aws;
using Integrity.Building;
using Integrity.Cli.Http;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.Cli.Service;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Reporting;
using Integrity.Storage;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify build</c>: builds the digests of all complete hours since the newest one.</summary>
internal sealed class BuildCommand(Terminal terminal)
{
    public const string Name = "build";

    private static readonly TimeSpan UsualGrace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualLookBack = TimeSpan.FromDays(1);

    private readonly Option<string> _store = new("--store")
    {
        Description = "Where the log files are: a folder (DIR/BUCKET/KEY, or the root of one bucket), or s3://bucket.",
        HelpName = "STORE",
        Required = true,
    };
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn();
    private readonly Option<string> _keys = new("--keys")
    {
        Description = "The folder of the keys, as ctverify keys generate makes it.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string[]> _signers = new("--signer")
    {
        Description =
            "A key in AWS KMS that signs, kms:ARN; its public half must be in the folder of the keys. May be repeated. Default: the private keys in that folder.",
        HelpName = "KEY",
    };

    private readonly PassphraseOption _passphrase = new(terminal);
    private readonly Option<string?> _bucket = BucketName.Option(
        "--bucket",
        "The bucket, when the folder holds several.",
        "--prefix"
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--prefix");
    private readonly Option<string?> _organization = CommonOptions.OrganizationId(
        "--organization",
        "The organization below whose folder (AWSLogs/o-…/) the accounts lie."
    );
    private readonly Option<string[]> _accounts = CommonOptions.AccountIds(
        "--account-id",
        "An account to build; may be repeated. Default: every account of the organization with log files; without --organization the trail's."
    );
    private readonly Option<string?> _profile = CommonOptions.Profile();
    private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();
    private readonly Option<string[]> _regions = new("--region")
    {
        Description = "A region to build; may be repeated. Default: every region with log files.",
        HelpName = "REGION",
    };
    private readonly Option<DateTimeOffset?> _until = CommonOptions.Time(
        terminal.Clock,
        "--until",
        "Build hours that are complete by then. Default: now."
    );
    private readonly Option<DateTimeOffset?> _startTime = CommonOptions.Time(
        terminal.Clock,
        "--start-time",
        "Begin a new chain there, and leave out what was delivered before. Default: with the first log file."
    );
    private readonly Option<TimeSpan?> _grace = CommonOptions.Duration(
        "--grace",
        "How long to wait after an hour for its last log files. Default: 5m."
    );
    private readonly Option<TimeSpan?> _lookBack = CommonOptions.Duration(
        "--look-back",
        "How far back to look for log files that came late, or all. Default: 1d.",
        orAll: true
    );
    private readonly Option<bool> _follow = new("--follow")
    {
        Description = "Keep running: build each hour when it is over, and what was missed before.",
    };
    private readonly Option<string?> _status = new("--status")
    {
        Description = "With --follow: a JSON file that is replaced after each round.",
        HelpName = "FILE",
    };
    private readonly ListenAddress _metrics = new(
        "With --follow: where to answer /metrics (Prometheus) and /healthz.",
        "--metrics"
    );

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            Name,
            "Builds a signed digest for every complete hour since the newest digest of each region, and links it to the one before.",
            """
            Digests that exist are never changed, so running it again is safe at any time. Log files that came after the digest of their hour are listed in
            backfill digests, when the next hour is built.
            With --follow it looks back over the whole trail when it starts and once a day, says in one line what it did, tries again after a failure, and
            stops on SIGTERM within five seconds. Killing it does no harm either.

            Examples:
              ctverify build --store ./trail --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail --keys ./keys
              ctverify build --store ./trail --trail-arn ARN --keys ./keys --grace 10m --look-back all
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys --region us-east-2
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys --organization o-exampleorgid
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys --signer kms:arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys --follow --status ./status.json --metrics 127.0.0.1:9464
            """
        )
        {
            _store,
            _trailArn,
            _keys,
            _signers,
            _passphrase.Option,
            _bucket,
            _prefix,
            _organization,
            _accounts,
            _regions,
            _until,
            _startTime,
            _grace,
            _lookBack,
            _follow,
            _status,
        };
        foreach (var option in _metrics.Options)
            command.Options.Add(option);
        foreach (var option in (Option[])[_profile, _endpointUrl])
            command.Options.Add(option);
        command.SetAction(StopInTimeAsync);
        return command;
    }

    private async Task<int> StopInTimeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await StopInTime.RunAsync(() => RunAsync(arguments, cancellationToken), cancellationToken);
        }
        catch (Exception) when (arguments.GetValue(_follow) && cancellationToken.IsCancellationRequested)
        {
            // to be stopped is how a service ends, whatever it was at
            terminal.Note("stopped");
            return ExitCode.Valid;
        }
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var listen = _metrics.Of(arguments);
        if (arguments.GetValue(_follow))
            RefuseWithFollow(arguments);
        else
            RefuseWithoutFollow(arguments, listen);
        var until = arguments.GetValue(_until) ?? terminal.Clock.GetUtcNow();
        if (until > terminal.Clock.GetUtcNow())
            throw CommandException.Usage(
                $"--until {UtcTime.Format(until)} lies in the future",
                "an hour can be built when it is complete"
            );
        using var target = await FindTargetAsync(arguments, cancellationToken);
        var keys = arguments.GetValue(_keys)!;
        using var signers = await ChooseSignersAsync(arguments, keys, cancellationToken);
        var bytes = new CountingReader(target.Reader);
        var plan = new BuildPlan(
            target with
            {
                Reader = bytes,
            },
            arguments.GetValue(_trailArn)!,
            signers.Source,
            () => KeyRingFile.Load(keys),
            terminal.Clock
        )
        {
            OrganizationId = arguments.GetValue(_organization),
            Accounts = arguments.GetValue(_accounts) ?? [],
            Regions = arguments.GetValue(_regions) ?? [],
            Start = arguments.GetValue(_startTime),
            Grace = arguments.GetValue(_grace) ?? UsualGrace,
            LookBack = arguments.GetValue(_lookBack) ?? UsualLookBack,
        };
        var chains = await plan.FindChainsAsync(cancellationToken);
        var regions = chains.Select(chain => chain.Region).Distinct(StringComparer.Ordinal).ToList();
        signers.RefuseRegionsWithoutKey(regions);
        var builder = new DigestBuilder(bytes, target.Writer, terminal.Clock);
        if (arguments.GetValue(_follow))
        {
            await OpenKeysAsync(signers.Source, regions, cancellationToken);
            if (chains.Count == 0)
                await TellNothingYetAsync(plan, cancellationToken);
            await FollowAsync(builder, plan, bytes, arguments.GetValue(_status), listen, cancellationToken);
        }
        if (chains.Count == 0)
            throw NothingToBuild(await plan.ExplainNothingAsync(cancellationToken));
        return await BuildAsync(builder, plan, chains, until, cancellationToken);
    }

    private async Task<int> BuildAsync(
        DigestBuilder builder,
        BuildPlan plan,
        IReadOnlyList<ChainId> chains,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var (count, failures) = (0, 0);
        foreach (var chain in chains)
        {
            try
            {
                await foreach (var built in builder.BuildAsync(plan.RequestOf(chain, until), cancellationToken))
                {
                    terminal.Output.Write(
                        $"{(built.IsBackfill ? "(backfill) " : "")}Digest file\t{TerminalText.Escape(built.Location.ToString())}\twritten, {Plural(built.Digest.LogFiles.Count, "log file")}\n"
                    );
                    count++;
                }
            }
            catch (Exception e) when (chains.Count > 1 && e is BuildException or StoreException)
            {
                // who can spoil one chain must not keep the others from being built
                var (message, hint) = CtVerify.Describe(e);
                terminal.Error($"{plan.NameOf(chain)}: {message}", hint);
                failures++;
            }
        }
        if (count > 0)
            terminal.Output.Write($"\n{Plural(count, "digest file")} written\n");
        else if (failures == 0)
            terminal.Output.Write("Nothing to build: every complete hour has its digest file\n");
        return failures == 0 ? ExitCode.Valid : ExitCode.Incomplete;
    }

    /// <summary>Has no end but that it is cancelled.</summary>
    private async Task FollowAsync(
        DigestBuilder builder,
        BuildPlan plan,
        CountingReader bytes,
        string? statusPath,
        IPEndPoint? listen,
        CancellationToken cancellationToken
    )
    {
        var status = new ServiceStatus(plan.Trail, plan.Grace, terminal.Clock);
        await using var endpoint = listen is null
            ? null
            : await HttpEndpoint.StartAsync(
                listen,
                new HealthEndpoint(status).AnswerAsync,
                cancellationToken,
                "--metrics"
            );
        if (endpoint is not null)
            terminal.Note($"metrics and health on {endpoint.Url.GetLeftPart(UriPartial.Authority)}");
        await new BuildService(builder, plan, bytes, status, terminal) { StatusPath = statusPath }.RunAsync(
            cancellationToken
        );
    }

    /// <summary>A service asks for a passphrase when it is started, not at the next full hour; and does not begin with one that is wrong.</summary>
    private async Task OpenKeysAsync(
        ISignerSource signers,
        IEnumerable<string> regions,
        CancellationToken cancellationToken
    )
    {
        foreach (var region in regions)
            await signers.GetAsync(region, terminal.Clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>A service waits for the first log file; that it may wait in the wrong place is told.</summary>
    private async Task TellNothingYetAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        var (message, hint) = await plan.ExplainNothingAsync(cancellationToken);
        terminal.Note($"{message} yet");
        terminal.Hint(hint);
    }

    private static CommandException NothingToBuild((string Message, string Hint) why) =>
        CommandException.Usage(why.Message, why.Hint);

    private void RefuseWithFollow(ParseResult arguments)
    {
        if (arguments.GetValue(_until) is not null)
            throw CommandException.Usage("--until and --follow do not go together", "leave out one of them");
        if (
            arguments.GetValue(_status) is { } path
            && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder
            && !Directory.Exists(folder)
        )
            throw CommandException.Usage($"--status: no such folder: {folder}", "give a file in a folder that exists");
    }

    private void RefuseWithoutFollow(ParseResult arguments, IPEndPoint? listen)
    {
        var option =
            arguments.GetValue(_status) is not null ? "--status"
            : listen is not null ? "--metrics"
            : null;
        if (option is not null)
            throw CommandException.Usage($"{option} is for a service", "add --follow");
    }

    private Task<BuildTarget> FindTargetAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (store, wanted) = (
            arguments.GetValue(_store)!,
            new LocationFilter(arguments.GetValue(_bucket), arguments.GetValue(_prefix))
        );
        if (!S3Url.IsMeant(store))
            return BuildTarget.InFolderAsync(store, wanted, terminal, cancellationToken);
        var settings = Settings(arguments);
        return Task.FromResult(BuildTarget.InS3("--store", store, wanted, settings, terminal));
    }

    private async Task<SignerChoice> ChooseSignersAsync(
        ParseResult arguments,
        string keys,
        CancellationToken cancellationToken
    ) =>
        arguments.GetValue(_signers) is { Length: > 0 } names
            ? await SignerChoice.InKmsAsync(names, keys, Settings(arguments), terminal.Clock, cancellationToken)
            : SignerChoice.InFolder(keys, _passphrase.Of(arguments));

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private AwsSettings Settings(ParseResult arguments) =>
        GlobalOptions
            .Of(arguments)
            .Apply(
                arguments,
                new AwsSettings
                {
                    Profile = arguments.GetValue(_profile),
                    EndpointUrl = arguments.GetValue(_endpointUrl),
                    HomeRegion = arguments.GetValue(_trailArn)?.HomeRegion,
                }
            );
}
