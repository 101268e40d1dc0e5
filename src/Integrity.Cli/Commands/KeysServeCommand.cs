using System.CommandLine;
using System.Net;
using Integrity.Cli.Http;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys serve</c>: serves CloudTrail's <c>ListPublicKeys</c> API for your own chains.</summary>
internal sealed class KeysServeCommand(Terminal terminal)
{
    private readonly Option<string> _keys = new("--keys")
    {
        Description =
            "Public keys: a file, or a directory with one subdirectory per region; read again for each request.",
        HelpName = "PATH",
        Required = true,
    };
    private readonly ListenAddress _listen = new(
        "Address to listen on; port 0 picks a free port (default: 127.0.0.1:0)."
    );
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn(isRequired: false);
    private readonly Option<string?> _bucket = BucketName.Option(
        "--s3-bucket",
        "Bucket that DescribeTrails returns; requires --trail-arn."
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--s3-prefix");

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "serve",
            "Serve the ListPublicKeys API, so that the AWS CLI can verify your own chains.",
            """
            Serves public keys only. Prints its address when it is ready; stop it with Ctrl-C or SIGTERM.
            With --trail-arn and --s3-bucket, it serves DescribeTrails, too.

            Examples:
              ctverify keys serve --keys ./keys --listen 127.0.0.1:8085
              ctverify keys serve --keys ./keys --listen 127.0.0.1:8085 --trail-arn ARN --s3-bucket my-bucket
              aws cloudtrail validate-logs --endpoint-url http://127.0.0.1:8085 --region us-east-2 \
                --trail-arn ARN --start-time 2025-05-04 --s3-bucket my-bucket
            """
        )
        {
            _keys,
        };
        foreach (var option in _listen.Options)
            command.Options.Add(option);
        foreach (var option in (Option[])[_trailArn, _bucket, _prefix])
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_keys)!;
        var ring = KeyRingFile.Load(path);
        RequireUniqueFingerprints(ring, path);
        foreach (var key in ring.Unreadable)
            terminal.Note($"{key}");
        var count = ring.Count;
        var api = new CloudTrailApi(
            () => KeyRingFile.Load(path),
            ServedTrailOf(arguments),
            terminal.Clock,
            terminal.Note
        );
        await using var endpoint = await HttpEndpoint.StartAsync(
            _listen.Of(arguments) ?? new IPEndPoint(IPAddress.Loopback, 0),
            api.AnswerAsync,
            cancellationToken
        );
        terminal.Output.Write(
            $"Serving {Count.Of(count, "public key")} on {endpoint.Url.GetLeftPart(UriPartial.Authority)}\n"
        );
        await terminal.Output.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Valid;
    }

    /// <summary>
    /// Rejects two keys with one fingerprint: the AWS CLI would use the last one and report everything signed with the
    /// other as invalid.
    /// </summary>
    private static void RequireUniqueFingerprints(KeyRing ring, string path)
    {
        var ambiguous = ring.Entries.FirstOrDefault(key =>
            ring.Find(key.Region ?? "", key.Key.Fingerprint, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Status
            == KeyLookupStatus.Ambiguous
        );
        if (ambiguous is not null)
            throw CommandException.Usage(
                $"--keys: {path}: two different keys have the fingerprint {ambiguous.Key.Fingerprint}"
                    + (ambiguous.Region is null ? "" : $" in {ambiguous.Region}"),
                "remove the key that does not belong to the trail"
            );
    }

    private ServedTrail? ServedTrailOf(ParseResult arguments) =>
        (arguments.GetValue(_trailArn), arguments.GetValue(_bucket)) switch
        {
            ({ } trail, { } bucket) => new ServedTrail(
                trail,
                new TrailLocation(bucket, arguments.GetValue(_prefix) ?? "")
            ),
            (null, null) => null,
            _ => throw CommandException.Usage(
                "--trail-arn and --s3-bucket require each other",
                "pass both to serve DescribeTrails, or neither"
            ),
        };
}
