using System.CommandLine;
using Integrity.Building.Delivery;
using Integrity.Cli.Delivery;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Storage.Local;

namespace Integrity.Cli.Commands;

/// <summary>
/// <c>ctverify deliver</c>: stores log files under CloudTrail-style names, ready for building digests.
/// </summary>
internal sealed class DeliverCommand(Terminal terminal)
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Log files and directories of log files, plain or gzip; - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> _to = new("--to")
    {
        Description =
            "Where to store the log files: s3://bucket, or a directory (DIR/BUCKET/…, or the root of one bucket; "
            + "created if missing).",
        HelpName = "STORE",
        Required = true,
    };
    private readonly Option<string> _account = CommonOptions.AccountId(
        "--account",
        "Account in the file names: 12 digits, as in the trail's ARN."
    );
    private readonly Option<string> _region = CommonOptions.Region(
        "Region in the file names. Its key signs the digests."
    );
    private readonly Option<string?> _organization = CommonOptions.OrganizationId(
        "--organization",
        "Organization ID in the object paths (AWSLogs/o-…/)."
    );
    private readonly Option<string?> _bucket = BucketName.Option(
        "--bucket",
        "Bucket to deliver to, if the directory holds several or is new.",
        "--prefix"
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--prefix");
    private readonly Option<string> _deliveredAt = new("--delivered-at")
    {
        Description =
            "Time in the file names, which selects the digest: `now`, `mtime` (last modification), `name` (the date "
            + "in the file name, UTC) or a time (default: now).",
        HelpName = "now|mtime|name|TIME",
    };

    private readonly Option<bool> _move = new("--move")
    {
        Description = "Delete each file after its copy was read back from the store.",
    };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Print what would be delivered, without writing.",
    };
    private readonly AwsOptions _aws = new();

    public Command ToCommand()
    {
        _files.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
                result.AddError("FILE: empty file name");
        });
        _account.Required = _region.Required = true;
        var command = new DocumentedCommand(
            "deliver",
            "Compress log files and store them under CloudTrail-style names, ready for ctverify build.",
            """
            Running it again is safe: a file that is already in the store, under a name not older than the file, is not
            delivered twice. A file that has grown is delivered again as a whole, so deliver log files that are no
            longer written to, for example after rotation.
            Files with the same content are delivered once. Empty files and symbolic links are skipped.
            A gzip file is stored unchanged and must consist of exactly one complete member.
            Standard input (-) becomes one log file when it ends. ctverify cannot detect that the program before the
            pipe failed early. If the delivery fails, the input is kept in a file for the next attempt.

            Use --delivered-at to import old files. If the digest of their hour already exists, ctverify build lists
            them in a backfill digest, provided that build --look-back reaches that far.

            Examples:
              ctverify deliver /var/log/nginx/*.log.1 --to ./trail --account 111122223333 --region us-east-2
              ctverify deliver ./rotated --to s3://my-bucket --account 111122223333 --region us-east-2 --move
              ctverify deliver ./archive --to ./trail --account 111122223333 --region us-east-2 \
                --delivered-at name --dry-run
              kubectl logs deploy/shop --since=1h |
                ctverify deliver - --to s3://my-bucket --account 111122223333 --region us-east-2

            Exit codes: 0 all log files are in the store, 2 usage, 3 some file could not be delivered or deleted.
            """
        )
        {
            _files,
            _to,
            _account,
            _region,
            _organization,
            _bucket,
            _prefix,
            _deliveredAt,
            _move,
            _dryRun,
            _aws.Profile,
            _aws.EndpointUrl,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                PromptShutdown.RunAsync(() => RunAsync(arguments, cancellationToken), cancellationToken)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var isDryRun = arguments.GetValue(_dryRun);
        var time = ReadTime(arguments.GetValue(_deliveredAt));
        var given = arguments.GetValue(_files)!;
        if (given.Contains(PipedLogFile.Name) && time == DeliveryTime.InName)
            throw CommandException.Usage(
                "--delivered-at name: standard input has no file name",
                "pass a time, for example --delivered-at 2025-05-04T10:00:00Z"
            );
        using var target = await FindTargetAsync(arguments, cancellationToken);
        using var piped = given.Contains(PipedLogFile.Name)
            ? await PipedLogFile.ReadAsync(terminal, cancellationToken)
            : null;
        var store = (target.Writer as LocalDirectoryStore)?.Root;
        if (given.FirstOrDefault(path => LogFileSources.IsInStore(path, store)) is { } inStore)
            throw CommandException.Usage($"{inStore} is inside the store", "pass log files from another directory");
        using var files = LogFileSources.Find(
            given.Select(path => path == PipedLogFile.Name ? piped!.Path : path),
            store
        );
        var request = new DeliveryRequest
        {
            Location = target.Place,
            AccountId = arguments.GetValue(_account)!,
            Region = arguments.GetValue(_region)!,
            OrganizationId = arguments.GetValue(_organization),
            Time = time,
            Move = arguments.GetValue(_move) && !isDryRun,
            Progress = terminal.ShowsProgress ? new DeliveryProgress() : null,
        };
        var report = new DeliveryReport(terminal, isDryRun);
        foreach (var link in files.Links)
            terminal.Note($"{link} is a symbolic link; skipped");
        foreach (var (path, problem) in files.Failures)
            report.Fail(path, $"cannot list the directory: {problem}", "make it readable for the current user");
        var delivery = new LogFileDelivery(
            target.Reader,
            isDryRun ? new DryRunWriter() : target.Writer,
            terminal.Clock
        );
        var pastHours = new BackfillNote(target.Reader, request);
        using (var line = request.Progress is null ? null : DeliveryProgressLine.Show(terminal, request.Progress))
        {
            await foreach (var result in delivery.DeliverAsync(request, files, cancellationToken))
            {
                Print(piped?.Rename(result) ?? result, report, line);
                pastHours.Add(result);
            }
        }
        report.End();
        await pastHours.WarnAsync(terminal, cancellationToken);
        return report.Failures == 0 ? ExitCode.Valid : ExitCode.Incomplete;
    }

    private void Print(DeliveryResult result, DeliveryReport report, StatusLine? line)
    {
        if (line is null)
        {
            report.Add(result);
            return;
        }
        line.Interrupt(() =>
        {
            report.Add(result);
            // Otherwise the output would appear in the middle of the next status line.
            if (terminal.IsInteractive)
                terminal.Output.Flush();
        });
    }

    private DeliveryTime ReadTime(string? text)
    {
        if (text is null or "now")
            return DeliveryTime.Now;
        if (text == "mtime")
            return DeliveryTime.Modified;
        if (text == "name")
            return DeliveryTime.InName;
        if (!TimeText.TryParse(text, terminal.Clock.GetUtcNow(), out var time, out var problem))
            throw CommandException.Usage(
                $"--delivered-at: not a time: {text}",
                problem ?? "pass now, mtime, name or a time such as 2025-05-04T10:00:00Z"
            );
        if (time > terminal.Clock.GetUtcNow())
            throw CommandException.Usage(
                $"--delivered-at {UtcTime.Format(time)} is in the future",
                "pass a time in the past"
            );
        return DeliveryTime.At(time);
    }

    private Task<BuildTarget> FindTargetAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (store, wanted) = (
            arguments.GetValue(_to)!,
            new LocationFilter(arguments.GetValue(_bucket), arguments.GetValue(_prefix))
        );
        if (!S3Url.IsS3Url(store))
            return BuildTarget.InNewOrExistingDirectoryAsync(store, wanted, terminal, cancellationToken);
        var settings = _aws.Settings(arguments);
        return Task.FromResult(BuildTarget.InS3("--to", store, wanted, settings, terminal));
    }
}
