using System.CommandLine;
using Integrity.Aws;
using Integrity.Aws.CloudTrail;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys fetch</c>: downloads CloudTrail's public keys for offline verification.</summary>
internal sealed class KeysFetchCommand(Terminal terminal)
{
    /// <summary>
    /// Added to the end of the range, because a key can rotate between the end of a digest and its signature.
    /// </summary>
    private static readonly TimeSpan SigningDelay = TimeSpan.FromHours(2);

    private readonly Option<string[]> _regions = new("--region")
    {
        Description = "Region whose keys to download. Repeatable.",
        HelpName = "REGION",
        Required = true,
    };
    private readonly StartOptions _start = new(
        terminal.Clock,
        "Start of the time range in which the keys signed. Required unless --since is given."
    );
    private readonly Option<DateTimeOffset?> _end = CommonOptions.Time(
        terminal.Clock,
        "--end-time",
        "End of the time range in which the keys signed (default: now)."
    );
    private readonly Option<string> _out = new("--out")
    {
        Description = "Directory to write to (DIR/REGION/public-keys.json). Existing keys are kept.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly AwsOptions _aws = new();

    public Command ToCommand()
    {
        _regions.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !CommonOptions.IsRegion(token.Value)) is { } other)
                result.AddError($"--region: not a region: {other.Value}; use a name such as us-east-2");
        });
        var command = new DocumentedCommand(
            "fetch",
            "Download CloudTrail's public keys into a directory, for use with validate-logs --keys.",
            """
            Writes only after every region has answered. Refuses to replace a key with a different one of the same
            fingerprint.

            Example:
              ctverify keys fetch --region us-east-2 --region eu-west-1 --out ./keys \
                --start-time 2025-05-01 --end-time 2025-06-01
            """
        )
        {
            _regions,
        };
        foreach (var option in (Option[])[.. _start.All, _end, _out, _aws.Profile, _aws.EndpointUrl])
            command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var end = arguments.GetValue(_end) ?? terminal.Clock.GetUtcNow();
        var start = _start.Require(arguments, end);
        CommonOptions.RequireOrdered(start, end, isNow: arguments.GetValue(_end) is null);
        using var session = new AwsSession(Settings(arguments));
        var client = new CloudTrailClient(session, terminal.Clock);
        var found = new List<(string Region, IReadOnlyList<TrustedKey> Keys)>();
        foreach (var region in arguments.GetValue(_regions)!.Distinct(StringComparer.Ordinal))
        {
            var keys = await client.ListPublicKeysAsync(region, start, end + SigningDelay, cancellationToken);
            foreach (var key in keys.Unreadable)
                terminal.Note($"{key}");
            if (keys.Keys.Count == 0)
                throw new CommandException(
                    $"CloudTrail has no public keys of {region} for this time range",
                    "check --region, --start-time and --end-time; nothing was written",
                    ExitCode.Incomplete
                );
            found.Add((region, keys.Keys));
        }
        foreach (var (region, keys) in found)
            Write(arguments.GetValue(_out)!, region, keys);
        return ExitCode.Valid;
    }

    private void Write(string directory, string region, IReadOnlyList<TrustedKey> keys)
    {
        try
        {
            terminal.Output.Write(
                $"Public keys\t{PublicKeyDirectory.Add(directory, region, keys)}\t{keys.Count} fetched\n"
            );
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new CommandException(
                $"--out: cannot write the keys: {e.Message}",
                "choose a writable directory",
                ExitCode.Incomplete
            );
        }
    }

    private AwsSettings Settings(ParseResult arguments) =>
        _aws.Settings(arguments) with
        {
            HomeRegion = arguments.GetValue(_regions)?.FirstOrDefault(),
        };
}
