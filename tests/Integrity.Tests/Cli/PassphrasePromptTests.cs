using Integrity.Cli;
using Integrity.Cli.Output;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>Prompts for the passphrase of a key.</summary>
public sealed class PassphrasePromptTests : IDisposable
{
    private const string Right = "correct horse battery";

    private static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 7, 0, TimeSpan.Zero);

    private readonly TempDirectory _folder = new();
    private readonly List<string> _questions = [];

    private string Keys => _folder.PathTo("keys");

    private string Store => _folder.PathTo("trail");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_wrong_passphrase_can_be_repeated_and_is_asked_once_for_all_hours()
    {
        await GenerateAsync();

        var run = await BuildAsync("wrong", Right);

        run.ExitCode.Should().Be(0, run.Errors);
        run.Output.Should().EndWith("\n3 digest files written\n");
        run.Errors.Should().Contain("ctverify: wrong passphrase, try again\n");
        _questions.Should().HaveCount(2).And.OnlyContain(question => question.StartsWith($"Passphrase of {Keys}"));
    }

    [Fact]
    public async Task After_three_attempts_the_error_has_a_hint()
    {
        await GenerateAsync();

        var run = await BuildAsync("wrong", "wrong-2-KQX7-9931", "wrong-3-KQX7-9931", Right);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().Contain("wrong passphrase").And.Contain("hint: check the passphrase");
        _questions.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_service_prompts_at_start_and_not_at_the_next_full_hour()
    {
        await GenerateAsync();
        await BuildAsync(Right);
        _questions.Clear();

        var run = await BuildAsync(["--follow"], "wrong", "wrong-2-KQX7-9931", "wrong-3-KQX7-9931");

        run.ExitCode.Should().Be(2, "the service could not sign anything");
        _questions.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("long enough", "but another", "the passphrases differ")]
    [InlineData("short", "short", "the passphrase is too short: it needs at least 8 characters")]
    public async Task The_passphrase_of_a_new_key_must_be_repeated(string first, string second, string problem)
    {
        var run = await RunAsync(
            [first, second],
            "keys",
            "generate",
            "--region",
            "us-east-2",
            "--out",
            Keys,
            "--encrypt"
        );

        run.ExitCode.Should().Be(2);
        run.Errors.Should().StartWith($"ctverify: {problem}\nhint: ");
        Directory.Exists(Keys).Should().BeFalse();
    }

    private async Task GenerateAsync()
    {
        (await RunAsync([Right, Right], "keys", "generate", "--region", "us-east-2", "--out", Keys, "--encrypt"))
            .ExitCode.Should()
            .Be(0);
        (
            await RunAsync(
                [],
                "deliver",
                _folder.Write("a.log", "a line\n"),
                "--to",
                Store,
                "--account",
                "111122223333",
                "--region",
                "us-east-2",
                "--delivered-at",
                "2025-05-04T07:30:00Z"
            )
        )
            .ExitCode.Should()
            .Be(0);
        _questions.Clear();
    }

    private Task<ProgramRun> BuildAsync(params string[] typed) => BuildAsync([], typed);

    private Task<ProgramRun> BuildAsync(string[] options, params string[] typed) =>
        RunAsync(
            typed,
            [
                "build",
                "--store",
                Store,
                "--trail-arn",
                "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail",
                "--keys",
                Keys,
                .. options,
            ]
        );

    private async Task<ProgramRun> RunAsync(string[] typed, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var answers = new Queue<string>(typed);
        var terminal = new Terminal(output, errors, new FixedClock(Start))
        {
            PromptForSecret = question =>
            {
                _questions.Add(question);
                return answers.Dequeue();
            },
        };
        return new ProgramRun(await CtVerify.RunAsync(arguments, terminal), output.ToString(), errors.ToString());
    }
}
