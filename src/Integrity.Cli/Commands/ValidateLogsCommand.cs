using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify validate-logs</c>: verifies the digest chains of a trail and all log files that they list.</summary>
internal sealed class ValidateLogsCommand(Terminal terminal)
{
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn();
    private readonly Option<DateTimeOffset?> _startTime = CommonOptions.Time("--start-time", "The first moment to verify, ISO 8601; without an offset it means UTC.");
    private readonly Option<DateTimeOffset?> _endTime = CommonOptions.Time("--end-time", "The first moment behind the range, ISO 8601. Default: now.");
    private readonly Option<string?> _bucket = new("--s3-bucket") { Description = "The bucket. Default: that of the trail; in a folder, every one.", HelpName = "BUCKET" };
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--s3-prefix");
    private readonly Option<string?> _accountId = new("--account-id") { Description = "The account, for a trail of an organization.", HelpName = "ID" };
    private readonly Option<bool> _allAccounts = new("--all-accounts") { Description = "All accounts of an organization's trail. Default without --account-id." };
    private readonly Option<string> _region = CommonOptions.Region("The region to verify. Default: every region in which the trail has digests.");
    private readonly Option<string?> _profile = CommonOptions.Profile();
    private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();
    private readonly Option<string?> _source = new("--source") { Description = "A folder that holds a copy: DIR/BUCKET/KEY, or the root of one bucket.", HelpName = "DIR" };
    private readonly Option<string?> _keys = new("--keys") { Description = "The public keys to trust: a list-public-keys answer (.json), a key (.pem, .der), or a folder of them, one folder a region.", HelpName = "PATH" };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Also tell what is valid." };
    private readonly Option<int?> _concurrency = new("--concurrency") { Description = "How many log files to check at the same time. Default: 128 from S3, one a processor from a folder.", HelpName = "N" };

    private readonly Option<string> _failOn = new("--fail-on")
    {
        Description = "With 'invalid', an incomplete verification exits with 0. Nothing lets an invalid one do so.",
        DefaultValueFactory = _ => "incomplete",
    };

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "A file, kept outside of the bucket, with the newest verified digest of each chain. The next run must connect to it, and may leave out --start-time.",
        HelpName = "FILE",
    };

    private readonly Option<string> _format = new("--format") { Description = "What to print: the lines of the AWS CLI, or the JSON report.", DefaultValueFactory = _ => "text" };
    private readonly Option<string[]> _reports = ReportFiles.Option();

    public Command ToCommand()
    {
        _failOn.AcceptOnlyFromAmong("invalid", "incomplete");
        _format.AcceptOnlyFromAmong("text", "json");
        _concurrency.Validators.Add(result =>
        {
            if (CommonOptions.Number(result) is not (>= 1 and <= 1024)) result.AddError("--concurrency: a number from 1 to 1024");
        });
        var command = new DocumentedCommand("validate-logs", "Verifies the digest chains of a trail, newest first, and every log file that they list: in S3, or in a folder without any network.", """
            Examples:
              ctverify validate-logs --trail-arn arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail --start-time 2025-05-04T10:00:00Z
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --end-time 2025-06-01 --region us-east-2 --profile audit --verbose
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --source ./evidence --keys ./keys

            Exit codes: 0 valid, 1 invalid, 2 usage, 3 incomplete (something could not be checked, or is not covered by any digest).
            """)
        {
            _trailArn, _startTime, _endTime, _bucket, _prefix, _accountId, _allAccounts, _verbose, _region, _profile, _endpointUrl, _source, _keys, _concurrency, _checkpoint, _format, _reports, _failOn,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var checkpoint = arguments.GetValue(_checkpoint) is { } file ? CheckpointFile.Read(file, arguments.GetValue(_trailArn)!) : null;
        var start = arguments.GetValue(_startTime) ?? checkpoint?.NewFrom ?? throw CommandException.Usage(
            "option '--start-time' is required", "see: ctverify validate-logs --help");
        RefuseNonsense(arguments, start);
        using var evidence = arguments.GetValue(_source) is { } folder
            ? await Evidence.InFolderAsync(folder, arguments.GetValue(_keys), Wanted(arguments), terminal, cancellationToken)
            : await Evidence.InS3Async(Settings(arguments), arguments.GetValue(_trailArn)!, arguments.GetValue(_keys), Wanted(arguments), terminal, cancellationToken);
        var isText = arguments.GetValue(_format) == "text";
        var isVerbose = arguments.GetValue(_verbose);
        // lines that come by the thousand are progress enough
        var showsProgress = terminal.ShowsProgress && !(isText && isVerbose && terminal.IsInteractive);
        var store = new CountingReader(evidence.Store);
        var request = Request(arguments, evidence, start) with { Checkpoint = checkpoint, Progress = showsProgress ? new VerificationProgress() : null };
        var run = new VerificationRun(terminal, request, wantsDocument: !isText || arguments.GetValue(_reports) is { Length: > 0 });
        using var progress = request.Progress is null ? null : new ProgressLine(terminal, store, request.Progress, run.Report.Requested);
        var verifier = new ChainVerifier(showsProgress ? store : evidence.Store, evidence.Keys, terminal.Clock);
        await run.RunAsync(verifier, isText ? new TextReport(terminal.Output, terminal.Errors, isVerbose) : null, progress, cancellationToken);
        await WriteReportsAsync(arguments, run, isText);
        if (arguments.GetValue(_checkpoint) is { } path && !run.Report.IsInterrupted) CheckpointFile.Write(path, run.ToCheckpoint());
        return run.Report is { IsInterrupted: true, Verdict: not Verdict.Invalid } ? ExitCode.Incomplete : ExitCode.Of(run.Report.Verdict, arguments.GetValue(_failOn) == "incomplete");
    }

    private VerificationRequest Request(ParseResult arguments, Evidence evidence, DateTimeOffset start) => new()
    {
        Trail = arguments.GetValue(_trailArn)!,
        Places = evidence.Places,
        Start = start,
        End = arguments.GetValue(_endTime) ?? terminal.Clock.GetUtcNow(),
        Regions = arguments.GetValue(_region) is { } region ? [region] : [],
        AccountId = arguments.GetValue(_accountId),
        Concurrency = arguments.GetValue(_concurrency) ?? evidence.Concurrency,
        ReadAhead = evidence.ReadAhead,
    };

    private async Task WriteReportsAsync(ParseResult arguments, VerificationRun run, bool isText)
    {
        var paths = arguments.GetValue(_reports) ?? [];
        if (isText && paths.Length == 0) return;
        var document = run.ToDocument($"ctverify {string.Join(' ', arguments.Tokens.Select(token => token.Value))}");
        if (!isText)
        {
            using var json = new MemoryStream();
            JsonReport.Write(document, json);
            await terminal.Output.WriteAsync(System.Text.Encoding.UTF8.GetString(json.ToArray()) + "\n");
        }
        ReportFiles.Write(document, paths);
    }

    private void RefuseNonsense(ParseResult arguments, DateTimeOffset start)
    {
        var end = arguments.GetValue(_endTime) ?? terminal.Clock.GetUtcNow();
        if (start > end) throw CommandException.Usage($"--start-time {UtcTime.Format(start)} is later than --end-time {UtcTime.Format(end)}", "swap them");
        if (arguments.GetValue(_accountId) is { } account && !(account.Length == 12 && account.All(char.IsAsciiDigit))) throw CommandException.Usage($"--account-id: not an account id: {account}", "it has 12 digits");
        if (arguments.GetValue(_accountId) is not null && arguments.GetValue(_allAccounts)) throw CommandException.Usage("--account-id and --all-accounts exclude each other", "give one of them");
    }

    private WantedPlace Wanted(ParseResult arguments) => new(arguments.GetValue(_bucket), arguments.GetValue(_prefix));

    private AwsSettings Settings(ParseResult arguments) => new()
    {
        Profile = arguments.GetValue(_profile),
        Region = arguments.GetValue(_region),
        EndpointUrl = arguments.GetValue(_endpointUrl),
        MaxConnections = (arguments.GetValue(_concurrency) ?? Evidence.RemoteConcurrency) + Evidence.RemoteReadAhead,
    };
}
