using System.CommandLine;
using Integrity.Aws;
using Integrity.Building.Delivery;
using Integrity.Cli.Delivery;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Cli.Runs;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Storage.Local;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify deliver</c>: puts log files where digests are built over them.</summary>
internal sealed class DeliverCommand(Terminal terminal)
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Log files, and folders of them: plain or gzip, text or binary; - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> _to = new("--to")
    {
        Description =
            "Where to: a folder (DIR/BUCKET/KEY, or the root of one bucket; made when it is not there), or s3://bucket.",
        HelpName = "STORE",
        Required = true,
    };
    private readonly Option<string> _account = CommonOptions.AccountId(
        "--account",
        "The account in the names: 12 digits, as in the ARN of the trail."
    );
    private readonly Option<string> _region = CommonOptions.Region(
        "The region in the names, whose key will sign the digests."
    );
    private readonly Option<string?> _organization = CommonOptions.OrganizationId(
        "--organization",
        "The organization in the names."
    );
    private readonly Option<string?> _bucket = BucketName.Option(
        "--bucket",
        "The bucket, when the folder holds several, or shall do so.",
        "--prefix"
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--prefix");
    private readonly Option<string> _deliveredAt = new("--delivered-at")
    {
        Description =
            "The time in the names, which decides the digest: now, mtime (the last modification of the file), name (the date in its name, UTC), or a time.",
        HelpName = "now|mtime|name|TIME",
        DefaultValueFactory = _ => "now",
    };

    private readonly Option<bool> _move = new("--move")
    {
        Description = "Remove each file once its copy has been read back from the store.",
    };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only tell what would be delivered." };
    private readonly Option<string?> _profile = CommonOptions.Profile();
    private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();

    public Command ToCommand()
    {
        _files.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
                result.AddError("FILE: the name of a file is empty");
        });
        _account.Required = _region.Required = true;
        var command = new DocumentedCommand(
            "deliver",
            "Compresses log files, names them as CloudTrail does, and places them where ctverify build finds them.",
            """
            Delivering again is safe: what lies in the store already, under a name not older than the file, is read there and not delivered twice.
            A file that has grown is delivered anew, as a whole: deliver log files when nothing is written to them any more, as after their rotation.
            Two files of one content are delivered once. Empty files are left out, and symbolic links are not followed.
            A gzip file must be exactly one whole member, and is kept as it is.
            Standard input (-) is delivered as one log file when it has ended; that it ended too early, since the program in front of the pipe failed, cannot
            be told. When its delivery fails, it is kept in a file for the next attempt.

            A time in the past is for the import of old files. By default every log file is delivered now: the digest of a past hour may have been made
            already, and then the log file is in no digest until ctverify build lists it in a backfill digest, which it does if it looks back that far
            (build --look-back).

            Examples:
              ctverify deliver /var/log/nginx/*.log.1 --to ./trail --account 111122223333 --region us-east-2
              ctverify deliver ./rotated --to s3://my-bucket --account 111122223333 --region us-east-2 --move
              ctverify deliver ./archive --to ./trail --account 111122223333 --region us-east-2 --delivered-at name --dry-run
              kubectl logs deploy/shop --since=1h | ctverify deliver - --to s3://my-bucket --account 111122223333 --region us-east-2

            Exit codes: 0 every log file lies in the store, 2 usage, 3 a file could not be delivered or removed (the others are).
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
            _profile,
            _endpointUrl,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                StopInTime.RunAsync(() => RunAsync(arguments, cancellationToken), cancellationToken)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var isDryRun = arguments.GetValue(_dryRun);
        var time = ReadTime(arguments.GetValue(_deliveredAt)!);
        var given = arguments.GetValue(_files)!;
        if (given.Contains(PipedLogFile.Name) && time == DeliveryTime.InName)
            throw CommandException.Usage(
                "--delivered-at name: standard input has no name",
                "give a time, e.g. --delivered-at 2025-05-04T10:00:00Z"
            );
        using var target = await FindTargetAsync(arguments, cancellationToken);
        using var piped = given.Contains(PipedLogFile.Name)
            ? await PipedLogFile.ReadAsync(terminal, cancellationToken)
            : null;
        var store = (target.Writer as LocalDirectoryStore)?.Root;
        if (given.FirstOrDefault(path => LogFileSources.IsInStore(path, store)) is { } inStore)
            throw CommandException.Usage($"{inStore} lies in the store itself", "give log files that lie elsewhere");
        using var files = LogFileSources.Find(
            given.Select(path => path == PipedLogFile.Name ? piped!.Path : path),
            store
        );
        var request = new DeliveryRequest
        {
            Place = target.Place,
            AccountId = arguments.GetValue(_account)!,
            Region = arguments.GetValue(_region)!,
            OrganizationId = arguments.GetValue(_organization),
            Time = time,
            Move = arguments.GetValue(_move) && !isDryRun,
            Progress = terminal.ShowsProgress ? new DeliveryProgress() : null,
        };
        var report = new DeliveryReport(terminal, isDryRun);
        foreach (var link in files.Links)
            terminal.Note($"{link} is a symbolic link, and is not followed");
        foreach (var (path, problem) in files.Failures)
            report.Fail(path, $"the folder cannot be listed: {problem}", "let the user who delivers read it");
        var delivery = new LogFileDelivery(
            target.Reader,
            isDryRun ? new NothingWritten() : target.Writer,
            terminal.Clock
        );
        var pastHours = new PastHours(target.Reader, request);
        using (var line = request.Progress is null ? null : DeliveryLine.Show(terminal, request.Progress))
        {
            await foreach (var result in delivery.DeliverAsync(request, files, cancellationToken))
            {
                Tell(piped?.Rename(result) ?? result, report, line);
                pastHours.Add(result);
            }
        }
        report.End();
        await pastHours.TellAsync(terminal, cancellationToken);
        return report.Failures == 0 ? ExitCode.Valid : ExitCode.Incomplete;
    }

    private void Tell(DeliveryResult result, DeliveryReport report, StatusLine? line)
    {
        if (line is null)
        {
            report.Add(result);
            return;
        }
        line.Interrupt(() =>
        {
            report.Add(result);
            // else it would come into the midst of the line that is drawn next
            if (terminal.IsInteractive)
                terminal.Output.Flush();
        });
    }

    private DeliveryTime ReadTime(string text)
    {
        if (text == "now")
            return DeliveryTime.Now;
        if (text == "mtime")
            return DeliveryTime.Modified;
        if (text == "name")
            return DeliveryTime.InName;
        if (!TimeText.TryParse(text, terminal.Clock.GetUtcNow(), out var time, out var problem))
            throw CommandException.Usage(
                $"--delivered-at: neither now, mtime, name nor a time: {text}",
                problem ?? "write a time as 2025-05-04T10:00:00Z"
            );
        if (time > terminal.Clock.GetUtcNow())
            throw CommandException.Usage(
                $"--delivered-at {UtcTime.Format(time)} lies in the future",
                "nothing can have been delivered then"
            );
        return DeliveryTime.At(time);
    }

    private Task<BuildTarget> FindTargetAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (store, wanted) = (
            arguments.GetValue(_to)!,
            new LocationFilter(arguments.GetValue(_bucket), arguments.GetValue(_prefix))
        );
        if (!S3Url.IsMeant(store))
            return BuildTarget.InOldOrNewFolderAsync(store, wanted, terminal, cancellationToken);
        var settings = Settings(arguments);
        return Task.FromResult(BuildTarget.InS3("--to", store, wanted, settings, terminal));
    }

    private AwsSettings Settings(ParseResult arguments) =>
        GlobalOptions
            .Of(arguments)
            .Apply(
                arguments,
                new AwsSettings
                {
                    Profile = arguments.GetValue(_profile),
                    EndpointUrl = arguments.GetValue(_endpointUrl),
                }
            );
}
