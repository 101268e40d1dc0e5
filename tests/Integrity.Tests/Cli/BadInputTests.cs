using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>
/// Usage errors: each prints one clear error and a hint, exits with 2, and writes nothing to standard output or to
/// disk.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";

    private static readonly string Source = Repository.PathTo("testdata", "vectors", "valid", "buckets");
    private static readonly string Keys = Repository.PathTo("keys");

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "--trail-arn",
        "nope",
        "--trail-arn: not the ARN of a trail: nope; use the form arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME, "
            + "with an account of 12 digits and a name of 3 to 128 characters"
    )]
    [InlineData(
        "--trail-arn",
        "",
        "--trail-arn: not the ARN of a trail: ; use the form arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME, "
            + "with an account of 12 digits and a name of 3 to 128 characters"
    )]
    [InlineData(
        "--start-time",
        "yesterday",
        "--start-time: not a time: yesterday; use a time such as 2025-05-04T10:00:00Z"
    )]
    [InlineData(
        "--end-time",
        "2025-05-04T25:00:00Z",
        "--end-time: not a time: 2025-05-04T25:00:00Z; use a time such as 2025-05-04T10:00:00Z"
    )]
    [InlineData(
        "--end-time",
        "2025-05-04 16:00 IST",
        "--end-time: not a time: 2025-05-04 16:00 IST; unknown time zone IST; write its offset, such as +02:00"
    )]
    [InlineData("--region", "US", "--region: not a region: US; use a name such as us-east-2")]
    [InlineData("--concurrency", "0", "--concurrency: use a number from 1 to 1024")]
    [InlineData("--concurrency", "1025", "--concurrency: use a number from 1 to 1024")]
    [InlineData("--concurrency", "abc", "--concurrency: use a number from 1 to 1024")]
    [InlineData(
        "--fail-on",
        "other",
        "--fail-on: argument 'other' not recognized. Must be one of: 'invalid' 'incomplete'"
    )]
    public async Task An_invalid_value(string option, string value, string error) =>
        (await VerifyAsync((option, value))).Should().Be(Usage(error, "see: ctverify validate-logs --help"));

    [Fact]
    public async Task A_start_after_the_end() =>
        (await VerifyAsync(("--start-time", "2025-05-04T16:00:01Z")))
            .Should()
            .Be(
                Usage(
                    "--start-time 2025-05-04T16:00:01Z is later than --end-time 2025-05-04T16:00:00Z",
                    "swap the two times"
                )
            );

    [Fact]
    public async Task A_start_in_the_future_without_an_end() =>
        (await VerifyAsync(("--start-time", "2099-01-01"), ("--end-time", null)))
            .Should()
            .Be(
                Usage(
                    "--start-time 2099-01-01T00:00:00Z is in the future",
                    "choose an earlier --start-time, since the range ends now by default"
                )
            );

    [Theory]
    [InlineData("us-esat-2", "did you mean us-east-2?")]
    [InlineData("mars-1", "AWS regions have names like us-east-2")]
    public async Task An_unknown_region(string region, string hint)
    {
        (await VerifyAsync(("--region", region)))
            .Errors.Should()
            .EndWith($"\nhint: {region} is not a known AWS region: {hint}\n");

        var run = await ProgramRun.OfAsync("keys", "generate", "--region", region, "--out", _folder.PathTo("keys"));
        run.Should()
            .Be(
                Usage(
                    $"--region: not a known AWS region: {region}",
                    $"{hint} (for your own systems or a new region, add --allow-unknown-region)"
                )
            );
        _folder.State().Should().BeEmpty();
        (
            await ProgramRun.OfAsync(
                "keys",
                "generate",
                "--region",
                region,
                "--out",
                _folder.PathTo("keys"),
                "--allow-unknown-region"
            )
        )
            .ExitCode.Should()
            .Be(0);
    }

    [Theory]
    [InlineData("11112222333")]
    [InlineData("1111222233334")]
    [InlineData("o-abcdef1234")]
    public async Task An_invalid_account_id(string account) =>
        (await VerifyAsync(("--account-id", account)))
            .Should()
            .Be(Usage($"--account-id: not an account ID: {account}", "pass 12 digits"));

    [Fact]
    public async Task One_account_combined_with_all_accounts() =>
        (await ProgramRun.OfAsync([.. Arguments(("--account-id", "111122223333")), "--all-accounts"]))
            .Should()
            .Be(Usage("--account-id and --all-accounts cannot be combined", "remove one of them"));

    [Theory]
    [InlineData("--trail-arn", "see: ctverify validate-logs --help")]
    [InlineData("--start-time", "pass a time with --start-time, or a duration before the end with --since, such as 7d")]
    public async Task A_missing_required_option(string option, string hint) =>
        (await VerifyAsync((option, null))).Should().Be(Usage($"option '{option}' is required", hint));

    [Fact]
    public async Task No_keys_to_trust() =>
        (await VerifyAsync(("--keys", null)))
            .Should()
            .Be(
                Usage(
                    "--source requires --keys",
                    "pass public keys from a trusted source; keys stored with the evidence prove nothing"
                )
            );

    [Fact]
    public async Task A_source_that_is_missing_or_empty()
    {
        const string Hint = "pass a directory laid out as DIR/BUCKET/[prefix/]AWSLogs/… or DIR/[prefix/]AWSLogs/…";
        var nowhere = _folder.PathTo("nowhere");

        (await VerifyAsync(("--source", nowhere)))
            .Should()
            .Be(Usage($"--source: no such directory or bundle: {nowhere}", Hint));
        (await VerifyAsync(("--source", _folder.Path)))
            .Should()
            .Be(Usage($"--source: no AWSLogs directory in {_folder.Path}", Hint));
        (await VerifyAsync(("--source", ""))).ExitCode.Should().Be(2);
    }

    [Theory]
    [InlineData("--s3-bucket", "nobody", "s3://nobody/")]
    [InlineData("--s3-prefix", "logs", "s3://any bucket/logs/")]
    public async Task A_bucket_or_prefix_that_is_not_in_the_source(string option, string value, string place) =>
        (await VerifyAsync((option, value)))
            .Should()
            .Be(Usage($"--source: no AWSLogs directory in {place}", "choose one of: s3://amzn-s3-demo-bucket/"));

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("no JSON", "it is not valid JSON")]
    [InlineData("{}", "member PublicKeyList is missing")]
    [InlineData("{\"PublicKeyList\":[]}", "the list of public keys is empty")]
    public async Task An_invalid_key_file(string content, string fault)
    {
        var path = _folder.Write("keys.json", content);

        var run = await VerifyAsync(("--keys", path));

        run.Should()
            .Be(
                Usage(
                    $"{path}: {fault}",
                    "pass the output of list-public-keys (.json), an RSA public key (.pem, .der), or a directory of "
                        + "them (one subdirectory per region)"
                )
            );
    }

    [Fact]
    public async Task A_key_of_another_algorithm_a_directory_without_keys_and_a_missing_path()
    {
        var ec = _folder.Write("ec.pem", SharedKeys.EcPem());
        var empty = Directory.CreateDirectory(_folder.PathTo("empty")).FullName;

        var nowhere = _folder.PathTo("nowhere");
        foreach (var (path, start) in new[] { (ec, ec), (empty, empty), (nowhere, $"cannot read {nowhere}") })
        {
            var run = await VerifyAsync(("--keys", path));
            (run.ExitCode, run.Output).Should().Be((2, ""));
            run.Errors.Should().Match($"ctverify: {start}: *\nhint: pass the output of list-public-keys*\n");
        }
    }

    [Theory]
    [InlineData(
        "unknown option: --concurency",
        "did you mean --concurrency? see: ctverify validate-logs --help",
        "validate-logs",
        "--concurency",
        "3"
    )]
    [InlineData("unknown option: --frobnicate", "see: ctverify validate-logs --help", "validate-logs", "--frobnicate")]
    [InlineData("unknown argument: extra", "see: ctverify validate-logs --help", "validate-logs", "extra")]
    [InlineData("unknown command: valdate-logs", "did you mean validate-logs? see: ctverify --help", "valdate-logs")]
    [InlineData("unknown command: frobnicate", "see: ctverify --help", "frobnicate")]
    [InlineData("unknown command: generat", "did you mean generate? see: ctverify keys --help", "keys", "generat")]
    [InlineData("required command was not provided", "see: ctverify keys --help", "keys")]
    public async Task An_unknown_or_missing_word(string error, string hint, params string[] arguments) =>
        (await ProgramRun.OfAsync(arguments)).Should().Be(Usage(error, hint));

    [Theory]
    [InlineData("1024")]
    [InlineData("0")]
    [InlineData("abc")]
    public async Task An_unsupported_key_length(string size)
    {
        var run = await ProgramRun.OfAsync(
            "keys",
            "generate",
            "--region",
            "us-east-2",
            "--out",
            _folder.PathTo("keys"),
            "--size",
            size
        );

        run.Should().Be(Usage("--size: use 2048, 3072 or 4096", "see: ctverify keys generate --help"));
        _folder.State().Should().BeEmpty();
    }

    [Fact]
    public async Task An_unwritable_key_directory()
    {
        var file = _folder.Write("file", "in the way");

        var run = await ProgramRun.OfAsync("keys", "generate", "--region", "us-east-2", "--out", file);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should()
            .Match(
                "ctverify: cannot write the keys: *\n"
                    + "hint: choose a writable directory that does not contain this key yet\n"
            );
    }

    [Fact]
    public async Task A_file_to_inspect_that_is_missing_or_not_a_digest()
    {
        const string Hint = "pass a digest file; its name ends in .json.gz";
        var path = _folder.Write("file", "no digest");

        (await ProgramRun.OfAsync("inspect", _folder.PathTo("nowhere")))
            .Should()
            .Be(Usage($"no such file: {_folder.PathTo("nowhere")}", Hint));
        (await ProgramRun.OfAsync("inspect", path))
            .Should()
            .Be(Usage($"{path} is not a digest file: it is not a gzip file", Hint));
    }

    [Fact]
    public async Task User_input_cannot_forge_lines_or_colors()
    {
        var run = await ProgramRun.OfAsync("a\u001b[2J\nctverify: all is valid");

        run.Errors.Should()
            .Be("ctverify: unknown command: a\\u001b[2J\\u000actverify: all is valid\nhint: see: ctverify --help\n");
    }

    private static ProgramRun Usage(string error, string hint) => new(2, "", $"ctverify: {error}\nhint: {hint}\n");

    private static Task<ProgramRun> VerifyAsync(params (string Option, string? Value)[] changes) =>
        ProgramRun.OfAsync(Arguments(changes));

    /// <summary>Returns a valid command line, with one option changed or removed.</summary>
    private static string[] Arguments(params (string Option, string? Value)[] changes)
    {
        var options = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["--trail-arn"] = Arn,
            ["--start-time"] = "2025-05-04T10:00:00Z",
            ["--end-time"] = "2025-05-04T16:00:00Z",
            ["--source"] = Source,
            ["--keys"] = Keys,
        };
        foreach (var (option, value) in changes)
            options[option] = value;
        return ["validate-logs", .. options.Where(o => o.Value is not null).SelectMany(o => new[] { o.Key, o.Value! })];
    }
}
