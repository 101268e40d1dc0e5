using System.CommandLine;
using System.Net;
using Integrity.Cli.Http;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys serve</c>: answers <c>ListPublicKeys</c> as CloudTrail does, for chains of one's own.</summary>
internal sealed class KeysServeCommand(Terminal terminal)
{
    private readonly Option<string> _keys = new("--keys")
    {
        Description = "The public keys: a folder, one folder a region, or a file. It is read anew for each request.",
        HelpName = "PATH",
        Required = true,
    };
    private readonly ListenAddress _listen = new(
        "Where to listen; port 0 takes one that is free. Default: 127.0.0.1:0."
    );
    private readonly Option<Trail> _trailArn = CommonOptions.TrailArn(isRequired: false);
    private readonly Option<string?> _bucket = BucketName.Option(
        "--s3-bucket",
        "With --trail-arn: the bucket that DescribeTrails returns."
    );
    private readonly Option<string?> _prefix = CommonOptions.Prefix("--s3-prefix");

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "serve",
            "Answers ListPublicKeys as CloudTrail does, so that the AWS CLI can verify chains of your own.",
            """
            Only public keys are read and told. It prints its address when it is ready, and ends with Ctrl-C or SIGTERM.
            With --trail-arn and --s3-bucket it answers DescribeTrails too.

            Examples:
              ctverify keys serve --keys ./keys --listen 127.0.0.1:8085
              ctverify keys serve --keys ./keys --listen 127.0.0.1:8085 --trail-arn ARN --s3-bucket my-bucket
              aws cloudtrail validate-logs --endpoint-url http://127.0.0.1:8085 --region us-east-2 --trail-arn ARN --start-time 2025-05-04 --s3-bucket my-bucket
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
        RefuseTwoKeysOfOneName(ring, path);
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
            $"Serving {(count == 1 ? "1 public key" : $"{count} public keys")} on {endpoint.Url.GetLeftPart(UriPartial.Authority)}\n"
        );
        await terminal.Output.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Valid;
    }

    /// <summary>The AWS CLI would take whichever of them comes last, and call what the other one signed invalid.</summary>
    private static void RefuseTwoKeysOfOneName(KeyRing ring, string path)
    {
        var ambiguous = ring.Entries.FirstOrDefault(key =>
            ring.Find(key.Region ?? "", key.Key.Fingerprint, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Status
            == KeyLookupStatus.Ambiguous
        );
        if (ambiguous is not null)
            throw CommandException.Usage(
                $"--keys: {path}: two different keys have the fingerprint {ambiguous.Key.Fingerprint}{(ambiguous.Region is null ? "" : $" in {ambiguous.Region}")}",
                "remove the one that is not the trail's"
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
                "--trail-arn and --s3-bucket go together",
                "give both, so that DescribeTrails can be answered, or neither"
            ),
        };
}
