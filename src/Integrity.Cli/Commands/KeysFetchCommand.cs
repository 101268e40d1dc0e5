using System.CommandLine;
using Integrity.Aws;
using Integrity.Aws.CloudTrail;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys fetch</c>: brings CloudTrail's public keys into a folder, for verifications without network.</summary>
internal sealed class KeysFetchCommand(Terminal terminal)
{
    /// <summary>A key can rotate between the end of a digest and its signature.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromHours(2);

    private readonly Option<string[]> _regions = new("--region")
    {
        Description = "A region whose keys to fetch; may be repeated.",
        HelpName = "REGION",
        Required = true,
    };
    private readonly Option<DateTimeOffset?> _start = CommonOptions.Time(
        terminal.Clock,
        "--start-time",
        "The first moment at which the keys signed."
    );
    private readonly Option<DateTimeOffset?> _end = CommonOptions.Time(
        terminal.Clock,
        "--end-time",
        "The last moment at which they signed. Default: now."
    );
    private readonly Option<string> _out = new("--out")
    {
        Description = "The folder of the keys: DIR/REGION/public-keys.json. Keys that are there stay.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string?> _profile = CommonOptions.Profile();
    private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();

    public Command ToCommand()
    {
        _start.Required = true;
        _regions.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !CommonOptions.IsRegion(token.Value)) is { } other)
                result.AddError($"--region: not the name of a region: {other.Value}; it looks like us-east-2");
        });
        var command = new DocumentedCommand(
            "fetch",
            "Brings CloudTrail's public keys into a folder, as validate-logs --keys takes it.",
            """
            All regions are asked before anything is written. A different key under a fingerprint that is there is refused.

            Example:
              ctverify keys fetch --region us-east-2 --region eu-west-1 --start-time 2025-05-01 --end-time 2025-06-01 --out ./keys
            """
        )
        {
            _regions,
            _start,
            _end,
            _out,
            _profile,
            _endpointUrl,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (start, end) = (arguments.GetValue(_start)!.Value, arguments.GetValue(_end) ?? terminal.Clock.GetUtcNow());
        CommonOptions.RefuseReversed(start, end, isNow: arguments.GetValue(_end) is null);
        using var session = new AwsSession(Settings(arguments));
        var client = new CloudTrailClient(session, terminal.Clock);
        var found = new List<(string Region, IReadOnlyList<TrustedKey> Keys)>();
        foreach (var region in arguments.GetValue(_regions)!.Distinct(StringComparer.Ordinal))
        {
            var keys = await client.ListPublicKeysAsync(region, start, end + Behind, cancellationToken);
            foreach (var key in keys.Unreadable)
                terminal.Note($"{key}");
            if (keys.Keys.Count == 0)
                throw new CommandException(
                    $"CloudTrail told no public keys of {region} for that time",
                    "check the region and the times; nothing was written",
                    ExitCode.Incomplete
                );
            found.Add((region, keys.Keys));
        }
        foreach (var (region, keys) in found)
            Write(arguments.GetValue(_out)!, region, keys);
        return ExitCode.Valid;
    }

    private void Write(string folder, string region, IReadOnlyList<TrustedKey> keys)
    {
        try
        {
            terminal.Output.Write(
                $"Public keys\t{PublicKeyDirectory.Add(folder, region, keys)}\t{keys.Count} fetched\n"
            );
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new CommandException(
                $"--out: the keys cannot be written: {e.Message}",
                "give a folder in which you can write",
                ExitCode.Incomplete
            );
        }
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
                    HomeRegion = arguments.GetValue(_regions)?.FirstOrDefault(),
                }
            );
}
