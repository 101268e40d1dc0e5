using System.CommandLine;
using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Reporting;
using Integrity.Storage;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify inspect</c>: prints the contents of one digest file.</summary>
internal sealed class InspectCommand(Terminal terminal)
{
    private const string Hint = "pass a digest file; its name ends in .json.gz";

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Digest file (.json.gz) with its metadata in FILE.meta.json, or s3://BUCKET/OBJECT-PATH.",
    };
    private readonly Option<string> _region = CommonOptions.Region(
        "Region of the bucket (default: from the profile or the environment; corrected automatically)."
    );
    private readonly AwsOptions _aws = new();

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "inspect",
            "Print the contents of a digest file. Does not verify anything.",
            """
            Examples:
              ctverify inspect ./…_example-trail_us-east-2_20250504T120000Z.json.gz
              ctverify inspect --profile audit \
                s3://BUCKET/AWSLogs/111122223333/CloudTrail-Digest/us-east-2/….json.gz
            """
        )
        {
            _file,
            _region,
            _aws.Profile,
            _aws.EndpointUrl,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_file)!;
        try
        {
            var (digest, hash, metadata) = S3Url.IsS3Url(path)
                ? await ReadFromS3Async(path, Settings(arguments), cancellationToken)
                : await ReadFileAsync(path, cancellationToken);
            Show(digest, hash, metadata);
            return ExitCode.Valid;
        }
        catch (DigestFormatException e)
        {
            throw CommandException.Usage($"{path} is not a digest file: {e.Message}", Hint);
        }
        catch (StoreException e)
        {
            throw new StoreException($"{path}: {e.Message}", e.Hint, e);
        }
    }

    private static Task<StoredDigest> ReadFileAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path)
            ? StoredDigest.ReadAsync(path, cancellationToken)
            : throw CommandException.Usage($"no such file: {path}", Hint);

    private async Task<StoredDigest> ReadFromS3Async(
        string url,
        AwsSettings settings,
        CancellationToken cancellationToken
    )
    {
        if (!S3Url.TryParseObject(url, out var location))
            throw CommandException.Usage(
                $"not the URL of an object: {url}",
                "use the form s3://bucket/AWSLogs/….json.gz"
            );
        using var session = new AwsSession(settings);
        await using var stored =
            await new S3Store(session, terminal.Clock).OpenAsync(location, cancellationToken)
            ?? throw CommandException.Usage($"no such object: {url}", Hint);
        return await StoredDigest.ReadAsync(stored, cancellationToken);
    }

    private AwsSettings Settings(ParseResult arguments) =>
        _aws.Settings(arguments) with
        {
            Region = arguments.GetValue(_region),
            MaxConnections = 2,
        };

    private void Show(Digest digest, Sha256Hash hash, IReadOnlyDictionary<string, string>? metadata)
    {
        Line("Digest file", digest.Location.ToString());
        if (DigestPath.TryParse(digest.Location.Path, out var digestPath))
        {
            Line(
                "Chain",
                $"trail {digestPath.Chain.TrailName}, home region {digestPath.Chain.HomeRegion}, "
                    + $"region {digestPath.Chain.Region}"
                    + (digestPath.OrganizationId is { } id ? $", organization {id}" : "")
                    + (digestPath.IsBackfill ? ", backfill" : "")
            );
        }
        Line("Account", digest.AccountId);
        Line("Period", $"{digest.Period} ({PlainWords.Duration((long)digest.Period.Duration.TotalSeconds)})");
        Line(
            "Events",
            digest.OldestEventTime is { } oldest && digest.NewestEventTime is { } newest
                ? $"{UtcTime.Format(oldest)} to {UtcTime.Format(newest)}"
                : "none"
        );
        Line("Content hash", $"{hash} (SHA-256)");
        Line("Public key", $"{digest.Fingerprint} ({digest.SignatureAlgorithm})");
        Line(
            "Signature",
            metadata is null ? "unknown (no metadata sidecar)" : metadata.GetValueOrDefault("signature", "none")
        );
        ShowPrevious(digest.Previous);
        terminal.Output.Write($"\n{digest.LogFiles.Count} log {(digest.LogFiles.Count == 1 ? "file" : "files")}\n");
        foreach (var logFile in digest.LogFiles)
            ShowLogFile(logFile);
        terminal.Output.Write("\nNothing above was verified.\n");
    }

    private void ShowPrevious(PreviousDigest? previous)
    {
        if (previous is null)
        {
            Line("Previous", "none (starting digest)");
            return;
        }
        Line("Previous", previous.Location.ToString());
        Line("  hash", $"{previous.Hash} ({previous.HashAlgorithm})");
        Line("  signature", previous.Signature.Hex);
    }

    private void ShowLogFile(LogFileEntry logFile)
    {
        terminal.Output.Write($"\n  {TerminalText.Escape(logFile.Location.ToString())}\n");
        terminal.Output.Write($"    hash    {logFile.Hash} ({TerminalText.Escape(logFile.HashAlgorithm)})\n");
        if (logFile is { OldestEventTime: { } oldest, NewestEventTime: { } newest })
            terminal.Output.Write($"    events  {UtcTime.Format(oldest)} to {UtcTime.Format(newest)}\n");
    }

    private void Line(string name, string value) =>
        terminal.Output.Write($"{name.PadRight(14)}{TerminalText.Escape(value)}\n");
}
