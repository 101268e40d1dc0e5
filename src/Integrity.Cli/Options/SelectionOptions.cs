using System.CommandLine;
using Integrity.Aws;
using Integrity.Checkpoints;
using Integrity.Cli.Output;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Verification;

namespace Integrity.Cli.Options;

/// <summary>
/// The options of every command that verifies a trail: what to verify, where it is stored, how to reach it, and which
/// keys to trust.
/// </summary>
/// <param name="terminal">Prints how the options were understood.</param>
/// <param name="requiresTrail">True if the parser must require <c>--trail-arn</c>; otherwise it is required on
/// use.</param>
/// <param name="startDescription">Help text of <c>--start-time</c>.</param>
internal sealed class SelectionOptions(
    Terminal terminal,
    bool requiresTrail = true,
    string startDescription =
        "Start of the range, ISO 8601; UTC unless it has an offset. Required unless --since is " + "given."
)
{
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn();
    private readonly StartOptions _start = new(terminal.Clock, startDescription);
    private readonly Option<DateTimeOffset?> _endTime = CommonOptions.Time(
        terminal.Clock,
        "--end-time",
        "End of the range (exclusive), ISO 8601 (default: now)."
    );
    private readonly Option<string?> _bucket = BucketName.Option(
        "--s3-bucket",
        "Bucket to verify (default: the trail's; with --source, every bucket in it)."
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--s3-prefix");
    private readonly Option<string?> _accountId = new("--account-id")
    {
        Description = "Account to verify, for an organization trail.",
        HelpName = "ACCOUNT",
    };
    private readonly Option<bool> _allAccounts = new("--all-accounts")
    {
        Description = "Verify all accounts of an organization trail; the default without --account-id.",
    };
    private readonly Option<string> _region = CommonOptions.Region(
        "Region to verify (default: every region with digest files)."
    );
    private readonly AwsOptions _aws = new();
    private readonly Option<string?> _source = new("--source")
    {
        Description =
            "Local copy to verify: a directory (DIR/BUCKET/…, or the root of one bucket), or a bundle created by "
            + "ctverify bundle.",
        HelpName = "DIR|FILE",
    };
    private readonly Option<TrailLocation?> _relocatedFrom = CommonOptions.RelocatedFrom();
    private readonly Option<string?> _keys = new("--keys")
    {
        Description =
            "Public keys to trust: a file (list-public-keys output, .pem or .der), or a directory with one "
            + "subdirectory per region. Required with --source (default: CloudTrail's keys).",
        HelpName = "PATH",
    };
    private readonly Option<string?> _bundleKey = BundledEvidence.KeyOption();
    private readonly Option<string?> _crypto = CommonOptions.Crypto();
    private readonly TimeoutOption _timeout = new();
    private readonly Option<int?> _concurrency = new("--concurrency")
    {
        Description =
            "Number of log files to check in parallel (default: 128 from S3, the number of processors locally).",
        HelpName = "N",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _trailArn.Required = requiresTrail;
        _concurrency.Validators.Add(result =>
        {
            if (CommonOptions.Number(result) is not (>= 1 and <= 1024))
                result.AddError("--concurrency: use a number from 1 to 1024");
        });
        Option[] options =
        [
            _trailArn,
            .. _start.All,
            _endTime,
            _bucket,
            _prefix,
            _accountId,
            _allAccounts,
            _region,
            _aws.Profile,
            _aws.EndpointUrl,
            _source,
            _relocatedFrom,
            _keys,
            _bundleKey,
            _crypto,
            _concurrency,
            _timeout,
        ];
        foreach (var option in options)
            command.Add(option);
    }

    public Trail Trail(ParseResult arguments) =>
        arguments.GetValue(_trailArn) ?? throw Missing("--trail-arn", arguments);

    /// <summary>Returns the implementation that checks signatures.</summary>
    public ISignatureCheck SignatureCheck(ParseResult arguments) => SignatureChecks.Of(arguments.GetValue(_crypto));

    /// <summary>Loads the keys to trust from <c>--keys</c>, which is required here.</summary>
    public IKeySource LoadKeys(ParseResult arguments) =>
        SignatureChecks.Choose(
            arguments.GetValue(_crypto),
            KeyRingFile.Load(
                arguments.GetValue(_keys)
                    ?? throw CommandException.Usage(
                        "option '--keys' is required",
                        "pass the trail's public keys from a trusted source; keys that come with a proof prove nothing"
                    )
            )
        );

    /// <summary>Describes where the evidence is read from.</summary>
    public string Source(ParseResult arguments, Evidence evidence) =>
        (arguments.GetValue(_source) ?? (evidence.Session as AwsTrail)?.Session.S3Endpoint ?? "S3")
        + (
            evidence.Relocation is { } relocation
                ? $", from the copy in {relocation.Copy} instead of {relocation.Original}"
                : ""
        );

    /// <summary>Opens the evidence.</summary>
    public async Task<Evidence> OpenAsync(ParseResult arguments, CancellationToken cancellationToken = default)
    {
        var wanted = new LocationFilter(arguments.GetValue(_bucket), arguments.GetValue(_prefix));
        var original = arguments.GetValue(_relocatedFrom);
        if (original is not null && wanted.Bucket is null && arguments.GetValue(_source) is null)
            throw CommandException.Usage(
                "--relocated-from: the copy is not specified",
                "pass its bucket with --s3-bucket (and --s3-prefix), or its directory with --source"
            );
        var evidence = arguments.GetValue(_source) is { } source
            ? await Evidence.OfSourceAsync(
                source,
                Trail(arguments),
                new TrustOptions(arguments.GetValue(_keys), arguments.GetValue(_bundleKey), SignatureCheck(arguments)),
                wanted,
                terminal,
                original is not null,
                cancellationToken
            )
            : await Evidence.InS3Async(
                Settings(arguments),
                Trail(arguments),
                arguments.GetValue(_keys),
                wanted,
                terminal,
                cancellationToken
            );
        return (original is null ? evidence : Relocate(evidence, original)) with
        {
            Keys = SignatureChecks.Choose(arguments.GetValue(_crypto), evidence.Keys),
        };
    }

    private Evidence Relocate(Evidence evidence, TrailLocation original)
    {
        try
        {
            return evidence.RelocatedFrom(original, terminal);
        }
        catch
        {
            evidence.Dispose();
            throw;
        }
    }

    /// <summary>Returns the selection on the command line. Rejects an invalid one before anything is opened.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="defaultStart">Start of the range if the command line has none; <c>null</c> if required.</param>
    /// <param name="defaultEnd">End of the range if the command line has none; <c>null</c> for now.</param>
    public Selection ToSelection(
        ParseResult arguments,
        DateTimeOffset? defaultStart = null,
        DateTimeOffset? defaultEnd = null
    )
    {
        var end = arguments.GetValue(_endTime) ?? defaultEnd ?? terminal.Clock.GetUtcNow();
        var start =
            _start.Of(arguments, end)
            ?? defaultStart
            ?? throw StartOptions.Missing(FetchHint.Find(arguments.GetValue(_source)));
        var account = arguments.GetValue(_accountId);
        CommonOptions.RequireOrdered(start, end, isNow: arguments.GetValue(_endTime) is null && defaultEnd is null);
        if (account is not null && !CommonOptions.IsAccountId(account))
            throw CommandException.Usage($"--account-id: not an account ID: {account}", "pass 12 digits");
        if (account is not null && arguments.GetValue(_allAccounts))
            throw CommandException.Usage("--account-id and --all-accounts cannot be combined", "remove one of them");
        IReadOnlyList<string> regions = arguments.GetValue(_region) is { } region ? [region] : [];
        return new Selection(Trail(arguments), start, end, regions, account);
    }

    /// <summary>Builds the complete request for the opened evidence.</summary>
    public VerificationRequest ToRequest(
        ParseResult arguments,
        Selection selection,
        Evidence evidence,
        Checkpoint? checkpoint = null,
        bool looksForUnlisted = true,
        bool showsProgress = false
    )
    {
        var request = new VerificationRequest
        {
            Trail = selection.Trail,
            Places = evidence.Places,
            Start = selection.Start,
            End = selection.End,
            Regions = selection.Regions,
            AccountId = selection.AccountId,
            Unexamined = evidence.Unexamined,
            Concurrency = arguments.GetValue(_concurrency) ?? evidence.Concurrency,
            ReadAhead = evidence.ReadAhead,
            Checkpoint = checkpoint,
            LooksForUnlisted = looksForUnlisted,
            Progress = showsProgress ? new VerificationProgress() : null,
        };
        return evidence.Session is null ? request : OpenFileLimit.Fit(request, OpenFileLimit.Current(), terminal);
    }

    private CommandException Missing(string option, ParseResult arguments) =>
        CommandException.Usage(
            $"option '{option}' is required",
            FetchHint.Find(arguments.GetValue(_source))
                ?? $"see: ctverify {arguments.CommandResult.Command.Name} --help"
        );

    /// <summary>Returns the settings for access to AWS.</summary>
    public AwsSettings Settings(ParseResult arguments) =>
        _aws.Settings(arguments) with
        {
            Region = arguments.GetValue(_region),
            HomeRegion = arguments.GetValue(_trailArn)?.HomeRegion,
            MaxConnections = OpenFileLimit.Fit(
                (arguments.GetValue(_concurrency) ?? AwsTrail.Concurrency) + AwsTrail.ReadAhead,
                OpenFileLimit.Current()
            ),
        };
}
