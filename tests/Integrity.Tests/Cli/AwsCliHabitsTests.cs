using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>Command lines for the AWS CLI work: the same options at the same positions.</summary>
public sealed class AwsCliHabitsTests : IDisposable
{
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";

    private static readonly string[] Valid =
    [
        "validate-logs",
        "--trail-arn",
        Arn,
        "--start-time",
        "2025-05-04T10:00:00Z",
        "--end-time",
        "2025-05-04T16:00:00Z",
        "--source",
        Repository.PathTo("testdata", "vectors", "valid", "buckets"),
        "--keys",
        Repository.PathTo("keys"),
    ];

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--region us-east-2")]
    [InlineData("--region=us-east-2")]
    [InlineData("--profile audit --endpoint-url https://s3.example.com")]
    [InlineData("--region us-east-2 --profile audit --endpoint-url https://s3.example.com cloudtrail")]
    [InlineData("cloudtrail")]
    [InlineData("--debug --color off --output json --no-cli-pager")]
    [InlineData("--cli-read-timeout 0 --region us-east-2 --cli-connect-timeout 5")]
    public async Task Global_options_before_the_command_apply_to_it(string before)
    {
        var run = await ProgramRun.OfAsync([.. before.Split(' '), .. Valid]);

        (run.ExitCode, run.Errors).Should().Be((0, ""));
        run.Output.Should().EndWith("12/12 log files valid\n");
    }

    [Theory]
    [InlineData("--output json")]
    [InlineData("--output text")]
    [InlineData("--output table")]
    [InlineData("--output yaml")]
    [InlineData("--output yaml-stream")]
    [InlineData("--no-paginate")]
    [InlineData("--no-cli-pager")]
    [InlineData("--no-cli-auto-prompt")]
    [InlineData("--cli-binary-format raw-in-base64-out")]
    [InlineData("--cli-read-timeout 60")]
    [InlineData("--cli-connect-timeout 0")]
    [InlineData("--color on")]
    [InlineData("--color auto")]
    [InlineData("--debug")]
    public async Task Options_of_the_AWS_CLI_are_accepted_and_do_not_change_the_output(string options)
    {
        var plain = await ProgramRun.OfAsync(Valid);

        (await ProgramRun.OfAsync([.. Valid, .. options.Split(' ')])).Should().Be(plain);
        (await ProgramRun.OfAsync([.. options.Split(' '), .. Valid])).Should().Be(plain);
    }

    [Theory]
    [InlineData("--no-verify-ssl", "anyone on the network path", "--ca-bundle FILE")]
    [InlineData("--query trailList[0]", "a filter could hide findings", "--format json")]
    [InlineData("--no-sign-request", "require signed requests", "--source DIR --keys PATH")]
    [InlineData("--cli-auto-prompt", "does not prompt", "--help")]
    public async Task An_unsupported_option_is_rejected_with_the_reason_and_an_alternative(
        string options,
        string reason,
        string hint
    )
    {
        var run = await ProgramRun.OfAsync([.. options.Split(' '), .. Valid]);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().Match($"ctverify: {options.Split(' ')[0]} is not supported: *{reason}*\nhint: *{hint}*\n");
    }

    [Theory]
    [InlineData("--output", "xml")]
    [InlineData("--color", "blue")]
    [InlineData("--cli-read-timeout", "-1")]
    [InlineData("--cli-read-timeout", "soon")]
    [InlineData("--cli-connect-timeout", "1.5")]
    public async Task A_value_that_the_AWS_CLI_rejects_is_rejected(string option, string value)
    {
        var run = await ProgramRun.OfAsync([.. Valid, $"{option}={value}"]);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().StartWith($"ctverify: {option}: ").And.Contain(value);
    }

    [Fact]
    public async Task An_unreadable_CA_bundle_is_a_usage_error()
    {
        var bundle = _folder.PathTo("nowhere.pem");

        var run = await ProgramRun.OfAsync(
            "--ca-bundle",
            bundle,
            "validate-logs",
            "--trail-arn",
            Arn,
            "--start-time",
            "2025-05-04",
            "--s3-bucket",
            "b",
            "--keys",
            Repository.PathTo("keys"),
            "--region",
            "us-east-2"
        );

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().StartWith("ctverify: --ca-bundle: ").And.Contain(bundle);
    }

    [Fact]
    public async Task An_option_after_the_command_overrides_the_same_option_before_it()
    {
        var run = await ProgramRun.OfAsync(["--region", "eu-west-1", .. Valid, "--region", "us-east-2"]);

        (run.ExitCode, run.Errors).Should().Be((0, ""));
    }

    [Fact]
    public async Task Global_options_have_no_effect_on_a_command_that_does_not_use_AWS()
    {
        var run = await ProgramRun.OfAsync(
            "--region",
            "us-east-2",
            "--profile",
            "audit",
            "inspect",
            _folder.PathTo("nowhere")
        );

        run.Errors.Should().StartWith($"ctverify: no such file: {_folder.PathTo("nowhere")}\n");
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("validate-logs help", "validate-logs --help")]
    [InlineData("cloudtrail validate-logs help", "validate-logs --help")]
    [InlineData("keys help", "keys --help")]
    [InlineData("keys fetch help", "keys fetch --help")]
    public async Task The_word_help_prints_the_help(string words, string option) =>
        (await ProgramRun.OfAsync(words.Split(' '))).Should().Be(await ProgramRun.OfAsync(option.Split(' ')));

    [Fact]
    public async Task A_command_option_before_the_command_is_an_error_with_its_right_position() =>
        (await ProgramRun.OfAsync(["--trail-arn", Arn, .. Valid]))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: --trail-arn must come after the command\n"
                        + "hint: write: ctverify validate-logs --trail-arn …\n"
                )
            );

    [Fact]
    public async Task An_option_without_a_command_is_an_error_that_names_the_command() =>
        (await ProgramRun.OfAsync("--trail-arn", Arn))
            .Should()
            .Be(
                new ProgramRun(
                    2,
                    "",
                    "ctverify: --trail-arn needs a command\nhint: write: ctverify validate-logs --trail-arn …\n"
                )
            );

    [Fact]
    public async Task A_name_is_never_suggested_as_its_own_correction()
    {
        foreach (
            var arguments in (string[][])
                [
                    ["--region", "r", "x"],
                    ["validate-logs", "--", "--region"],
                    ["--source", "x"],
                    ["validate-logs", "validate-logs"],
                ]
        )
        {
            var run = await ProgramRun.OfAsync(arguments);

            run.ExitCode.Should().Be(2);
            run.Errors.Should().NotMatchRegex("unknown .*: (.+)\n.*did you mean \\1\\?");
        }
    }

    [Fact]
    public async Task A_log_file_name_that_starts_with_an_at_sign_is_not_read_as_a_response_file()
    {
        var log = _folder.Write("@resp", "--move\n--to\n/nowhere\n");
        Environment.CurrentDirectory.Should().NotBe(_folder.Path);

        var run = await ProgramRun.OfAsync(
            "deliver",
            log,
            Path.GetRelativePath(Environment.CurrentDirectory, log),
            "@nobody",
            "--to",
            _folder.PathTo("trail"),
            "--account",
            "111122223333",
            "--region",
            "us-east-2"
        );

        run.ExitCode.Should().Be(3, "{0}", run.Errors);
        run.Output.Should().Contain("1 log file delivered");
        run.Errors.Should().Contain("@nobody").And.NotContain("nowhere");
        File.Exists(log).Should().BeTrue();
    }
}
