using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Output;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Verification;

namespace Integrity.Cli.Options;

/// <summary>The options that say what is verified, where it lies, how it is reached, which keys are trusted and who checks with them: the same ones wherever a trail is walked.</summary>
/// <param name="terminal">Where it is told how they were understood.</param>
/// <param name="requiresTrail">Whether the command can do nothing without a trail; else it is asked for when it is needed.</param>
internal sealed class SelectionOptions(Terminal terminal, bool requiresTrail = true)
{
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn();
    private readonly Option<DateTimeOffset?> _startTime = CommonOptions.Time(
        terminal.Clock,
        "--start-time",
        "The first moment to verify, ISO 8601; without an offset it means UTC."
    );
    private readonly Option<DateTimeOffset?> _endTime = CommonOptions.Time(
        terminal.Clock,
        "--end-time",
        "The first moment behind the range, ISO 8601. Default: now."
    );
    private readonly Option<string?> _bucket = BucketName.Option(
        "--s3-bucket",
        "The bucket. Default: that of the trail; in a folder, every one."
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--s3-prefix");
    private readonly Option<string?> _accountId = new("--account-id")
    {
        Description = "The account, for a trail of an organization.",
        HelpName = "ID",
    };
    private readonly Option<bool> _allAccounts = new("--all-accounts")
    {
        Description = "All accounts of an organization's trail. Default without --account-id.",
    };
    private readonly Option<string> _region = CommonOptions.Region(
        "The region to verify. Default: every region in which the trail has digests."
    );
    private readonly Option<string?> _profile = CommonOptions.Profile();
    private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();
    private readonly Option<string?> _source = new("--source")
    {
        Description =
            "A folder that holds a copy: DIR/BUCKET/KEY, or the root of one bucket. Or a bundle, as ctverify bundle makes it.",
        HelpName = "DIR",
    };
    private readonly Option<TrailLocation?> _relocatedFrom = CommonOptions.RelocatedFrom();
    private readonly Option<string?> _keys = new("--keys")
    {
        Description =
            "The public keys to trust: a list-public-keys answer (.json), a key (.pem, .der), or a folder of them, one folder a region.",
        HelpName = "PATH",
    };
    private readonly Option<string?> _bundleKey = BundledEvidence.KeyOption();
    private readonly Option<string> _crypto = CommonOptions.Crypto();
    private readonly TimeoutOption _timeout = new();
    private readonly Option<int?> _concurrency = new("--concurrency")
    {
        Description =
            "How many log files to check at the same time. Default: 128 from S3, one a processor from a folder.",
        HelpName = "N",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _trailArn.Required = requiresTrail;
        _concurrency.Validators.Add(result =>
        {
            if (CommonOptions.Number(result) is not (>= 1 and <= 1024))
                result.AddError("--concurrency: a number from 1 to 1024");
        });
        Option[] options =
        [
            _trailArn,
            _startTime,
            _endTime,
            _bucket,
            _prefix,
            _accountId,
            _allAccounts,
            _region,
            _profile,
            _endpointUrl,
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

    /// <summary>Who checks signatures.</summary>
    public ISignatureCheck SignatureCheck(ParseResult arguments) => SignatureChecks.Of(arguments.GetValue(_crypto)!);

    /// <summary>The keys to trust, when nothing else is opened.</summary>
    public IKeySource KeysOfFiles(ParseResult arguments) =>
        SignatureChecks.Choose(
            arguments.GetValue(_crypto)!,
            KeyRingFile.Load(
                arguments.GetValue(_keys)
                    ?? throw CommandException.Usage(
                        "option '--keys' is required",
                        "give the public keys of the trail, from elsewhere: nothing that comes with what is checked can vouch for it"
                    )
            )
        );

    /// <summary>Where it lies, in words.</summary>
    public string Source(ParseResult arguments, Evidence evidence) =>
        (arguments.GetValue(_source) ?? (evidence.Session as AwsTrail)?.Session.S3Endpoint ?? "S3")
        + (
            evidence.Relocation is { } relocation
                ? $", from the copy in {relocation.Copy} in place of {relocation.Original}"
                : ""
        );

    /// <summary>What is verified, opened.</summary>
    public async Task<Evidence> OpenAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var wanted = new LocationFilter(arguments.GetValue(_bucket), arguments.GetValue(_prefix));
        var original = arguments.GetValue(_relocatedFrom);
        if (original is not null && wanted.Bucket is null && arguments.GetValue(_source) is null)
            throw CommandException.Usage(
                "--relocated-from: the copy is not named",
                "name its bucket with --s3-bucket, and its prefix with --s3-prefix; or a folder with --source"
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
            Keys = SignatureChecks.Choose(arguments.GetValue(_crypto)!, evidence.Keys),
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

    /// <summary>What to do with it. The range, and the other selection, are refused when they are nonsense, before anything is opened.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="defaultStart">The first moment, when none is given; <c>null</c> when one must be.</param>
    /// <param name="defaultEnd">The first moment behind the range, when none is given; <c>null</c> for now.</param>
    public VerificationRequest ToRequest(
        ParseResult arguments,
        DateTimeOffset? defaultStart = null,
        DateTimeOffset? defaultEnd = null
    )
    {
        var start = arguments.GetValue(_startTime) ?? defaultStart ?? throw Missing("--start-time", arguments);
        var end = arguments.GetValue(_endTime) ?? defaultEnd ?? terminal.Clock.GetUtcNow();
        var account = arguments.GetValue(_accountId);
        CommonOptions.RefuseReversed(start, end, isNow: arguments.GetValue(_endTime) is null && defaultEnd is null);
        if (account is not null && !CommonOptions.IsAccountId(account))
            throw CommandException.Usage($"--account-id: not an account id: {account}", "it has 12 digits");
        if (account is not null && arguments.GetValue(_allAccounts))
            throw CommandException.Usage("--account-id and --all-accounts exclude each other", "give one of them");
        return new VerificationRequest
        {
            Trail = Trail(arguments),
            Places = [],
            Start = start,
            End = end,
            Regions = arguments.GetValue(_region) is { } region ? [region] : [],
            AccountId = account,
        };
    }

    /// <summary>The request, on what was opened.</summary>
    public VerificationRequest On(Evidence evidence, VerificationRequest request, ParseResult arguments)
    {
        var wanted = request with
        {
            Places = evidence.Places,
            Unexamined = evidence.Unexamined,
            Concurrency = arguments.GetValue(_concurrency) ?? evidence.Concurrency,
            ReadAhead = evidence.ReadAhead,
        };
        return evidence.Session is null ? wanted : OpenFileLimit.Fit(wanted, OpenFileLimit.Current(), terminal);
    }

    private CommandException Missing(string option, ParseResult arguments) =>
        CommandException.Usage(
            $"option '{option}' is required",
            CopyClaims.Hint(arguments.GetValue(_source))
                ?? $"see: ctverify {arguments.CommandResult.Command.Name} --help"
        );

    /// <summary>How AWS is reached.</summary>
    public AwsSettings Settings(ParseResult arguments) =>
        GlobalOptions
            .Of(arguments)
            .Apply(
                arguments,
                new AwsSettings
                {
                    Profile = arguments.GetValue(_profile),
                    Region = arguments.GetValue(_region),
                    HomeRegion = arguments.GetValue(_trailArn)?.HomeRegion,
                    EndpointUrl = arguments.GetValue(_endpointUrl),
                    MaxConnections = OpenFileLimit.Fit(
                        (arguments.GetValue(_concurrency) ?? AwsTrail.Concurrency) + AwsTrail.ReadAhead,
                        OpenFileLimit.Current()
                    ),
                }
            );
}
