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

/// <summary><c>ctverify build</c>: builds the digests of all complete hours since the newest digest.</summary>
internal sealed class BuildCommand(Terminal terminal)
{
    public const string Name = "build";

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultLookBack = TimeSpan.FromDays(1);

    private readonly Option<string> _store = new("--store")
    {
        Description = "Where the log files are: s3://bucket, or a directory (DIR/BUCKET/…, or the root of one bucket).",
        HelpName = "STORE",
        Required = true,
    };
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn();
    private readonly Option<string> _keys = new("--keys")
    {
        Description = "Directory of the signing keys, as created by ctverify keys generate.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string[]> _signers = new("--signer")
    {
        Description =
            "AWS KMS key to sign with, as kms:ARN; its public key must be in the --keys directory. Repeatable "
            + "(default: the private keys in --keys).",
        HelpName = "KEY",
    };

    private readonly PassphraseOption _passphrase = new(terminal);
    private readonly Option<string?> _bucket = BucketName.Option(
        "--bucket",
        "Bucket to build, if the directory holds several.",
        "--prefix"
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--prefix");
    private readonly Option<string?> _organization = CommonOptions.OrganizationId(
        "--organization",
        "Organization ID in the object paths (AWSLogs/o-…/)."
    );
    private readonly Option<string[]> _accounts = CommonOptions.AccountIds(
        "--account-id",
        "Account to build. Repeatable (default: the trail's account; with --organization, every account with "
            + "log files)."
    );
    private readonly AwsOptions _aws = new();
    private readonly Option<string[]> _regions = new("--region")
    {
        Description = "Region to build. Repeatable (default: every region with log files).",
        HelpName = "REGION",
    };
    private readonly Option<DateTimeOffset?> _until = CommonOptions.Time(
        terminal.Clock,
        "--until",
        "Build the hours that are complete at this time (default: now)."
    );
    private readonly StartOptions _start = new(
        terminal.Clock,
        "Start a new chain at this time and ignore log files delivered earlier (default: the first log file)."
    );
    private readonly Option<TimeSpan?> _grace = CommonOptions.Duration(
        "--grace",
        "Time to wait after each hour for its last log files (default: 5m)."
    );
    private readonly Option<TimeSpan?> _lookBack = CommonOptions.Duration(
        "--look-back",
        "How far back to look for late log files, or `all` (default: 1d).",
        orAll: true
    );
    private readonly Option<bool> _follow = new("--follow")
    {
        Description = "Keep running and build each hour as it completes, including missed hours.",
    };
    private readonly Option<string?> _status = new("--status")
    {
        Description = "JSON file to replace after each round; requires --follow.",
        HelpName = "FILE",
    };
    private readonly ListenAddress _metrics = new(
        "Address for /metrics (Prometheus) and /healthz; requires --follow.",
        "--metrics"
    );

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            Name,
            "Build a signed digest for every complete hour since the newest one of each region.",
            """
            Each digest is chained to its predecessor. Existing digests are never changed, so you can run this command
            again at any time. Log files that arrive after the digest of their hour are listed in a backfill digest when
            the next hour is built.
            With --follow, the command scans the whole trail at start and once a day, prints one line per round, retries
            after failures, and stops within five seconds of SIGTERM. Killing it is safe, too.

            Examples:
              ctverify build --store ./trail --keys ./keys \
                --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail
              ctverify build --store ./trail --trail-arn ARN --keys ./keys --grace 10m --look-back all
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys --region us-east-2
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys --organization o-exampleorgid
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys \
                --signer kms:arn:aws:kms:us-east-2:111122223333:key/KEY-ID
              ctverify build --store s3://my-bucket --trail-arn ARN --keys ./keys \
                --follow --status ./status.json --metrics 127.0.0.1:9464
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
        };
        foreach (var option in (Option[])[.. _start.All, _grace, _lookBack, _follow, _status])
            command.Options.Add(option);
        foreach (var option in _metrics.Options)
            command.Options.Add(option);
        foreach (var option in (Option[])[_aws.Profile, _aws.EndpointUrl])
            command.Options.Add(option);
        command.SetAction(RunStoppableAsync);
        return command;
    }

    private async Task<int> RunStoppableAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await PromptShutdown.RunAsync(() => RunAsync(arguments, cancellationToken), cancellationToken);
        }
        catch (Exception) when (arguments.GetValue(_follow) && cancellationToken.IsCancellationRequested)
        {
            // A service ends by being stopped, whatever it was doing.
            terminal.Note("stopped");
            return ExitCode.Valid;
        }
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var listen = _metrics.Of(arguments);
        if (arguments.GetValue(_follow))
            CheckFollowOptions(arguments);
        else
            RejectFollowOnlyOptions(arguments, listen);
        var until = arguments.GetValue(_until) ?? terminal.Clock.GetUtcNow();
        if (until > terminal.Clock.GetUtcNow())
            throw CommandException.Usage(
                $"--until {UtcTime.Format(until)} is in the future",
                "pass a time in the past; only complete hours are built"
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
            Start = _start.Of(arguments, until),
            Grace = arguments.GetValue(_grace) ?? DefaultGrace,
            LookBack = arguments.GetValue(_lookBack) ?? DefaultLookBack,
        };
        var chains = await plan.FindChainsAsync(cancellationToken);
        var regions = chains.Select(chain => chain.Region).Distinct(StringComparer.Ordinal).ToList();
        signers.RequireSignersFor(regions);
        var builder = new DigestBuilder(bytes, target.Writer, terminal.Clock);
        if (arguments.GetValue(_follow))
        {
            await OpenKeysAsync(signers.Source, regions, cancellationToken);
            if (chains.Count == 0)
                await WarnNothingYetAsync(plan, cancellationToken);
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
                        $"{(built.IsBackfill ? "(backfill) " : "")}Digest file\t"
                            + $"{TerminalText.Escape(built.Location.ToString())}\t"
                            + $"written, {Plural(built.Digest.LogFiles.Count, "log file")}\n"
                    );
                    count++;
                }
            }
            catch (Exception e) when (chains.Count > 1 && e is BuildException or StoreException)
            {
                // One failing chain must not block the others.
                var (message, hint) = CtVerify.Describe(e);
                terminal.Error($"{plan.NameOf(chain)}: {message}", hint);
                failures++;
            }
        }
        if (count > 0)
            terminal.Output.Write($"\n{Plural(count, "digest file")} written\n");
        else if (failures == 0)
            terminal.Output.Write("Nothing to build: every complete hour has a digest file\n");
        return failures == 0 ? ExitCode.Valid : ExitCode.Incomplete;
    }

    /// <summary>Builds each hour as it completes, until canceled.</summary>
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

    /// <summary>
    /// Opens the keys at start, so that a service prompts for a passphrase and rejects a wrong one now rather than at
    /// the next full hour.
    /// </summary>
    private async Task OpenKeysAsync(
        ISignerSource signers,
        IEnumerable<string> regions,
        CancellationToken cancellationToken
    )
    {
        foreach (var region in regions)
            await signers.GetAsync(region, terminal.Clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>
    /// Warns that there are no log files yet, since the service may be waiting at the wrong location.
    /// </summary>
    private async Task WarnNothingYetAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        var (message, hint) = await plan.ExplainNothingAsync(cancellationToken);
        terminal.Note($"{message} yet");
        terminal.Hint(hint);
    }

    private static CommandException NothingToBuild((string Message, string Hint) why) =>
        CommandException.Usage(why.Message, why.Hint);

    private void CheckFollowOptions(ParseResult arguments)
    {
        if (arguments.GetValue(_until) is not null)
            throw CommandException.Usage("--until and --follow cannot be combined", "remove one of them");
        if (
            arguments.GetValue(_status) is { } path
            && Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory
            && !Directory.Exists(directory)
        )
            throw CommandException.Usage(
                $"--status: no such directory: {directory}",
                $"create it with: mkdir -p {directory}"
            );
    }

    private void RejectFollowOnlyOptions(ParseResult arguments, IPEndPoint? listen)
    {
        var option =
            arguments.GetValue(_status) is not null ? "--status"
            : listen is not null ? "--metrics"
            : null;
        if (option is not null)
            throw CommandException.Usage($"{option} requires --follow", $"add --follow, or remove {option}");
    }

    private Task<BuildTarget> FindTargetAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (store, wanted) = (
            arguments.GetValue(_store)!,
            new LocationFilter(arguments.GetValue(_bucket), arguments.GetValue(_prefix))
        );
        if (!S3Url.IsS3Url(store))
            return BuildTarget.InDirectoryAsync(store, wanted, terminal, cancellationToken);
        var settings = Settings(arguments);
        return Task.FromResult(BuildTarget.InS3("--store", store, wanted, settings, terminal));
    }

    private async Task<BuildSigners> ChooseSignersAsync(
        ParseResult arguments,
        string keys,
        CancellationToken cancellationToken
    ) =>
        arguments.GetValue(_signers) is { Length: > 0 } names
            ? await BuildSigners.FromKmsAsync(names, keys, Settings(arguments), terminal.Clock, cancellationToken)
            : BuildSigners.FromDirectory(keys, _passphrase.Of(arguments));

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private AwsSettings Settings(ParseResult arguments) =>
        _aws.Settings(arguments) with
        {
            HomeRegion = arguments.GetValue(_trailArn)?.HomeRegion,
        };
}
