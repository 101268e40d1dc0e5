using System.Text.Json;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli;

/// <summary>Log files of an organization's accounts are delivered, built and verified.</summary>
public sealed class BuildForOrganizationTests : IDisposable
{
    private const string Owner = "111122223333";
    private const string Member = "444455556666";
    private const string Organization = "o-exampleorgid";
    private const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";

    private static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 7, 0, TimeSpan.Zero);

    private readonly TempDirectory _folder = new();

    private string Store => _folder.PathTo("trail");

    private string Keys => _folder.PathTo("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_account_with_log_files_has_a_separate_valid_chain()
    {
        await DeliverAsync((Owner, "us-east-2"), (Member, "us-east-2"), (Member, "eu-west-1"));

        var built = await BuildAsync("--organization", Organization);
        var verified = await ValidateAsync("--all-accounts");

        built.ExitCode.Should().Be(0, built.Errors);
        built
            .Output.Should()
            .Match(
                $"Digest file\t{Digest(Owner, "us-east-2")}\twritten, 1 log file\n"
                    + $"Digest file\t{Digest(Member, "eu-west-1")}\twritten, 1 log file\n"
                    + $"Digest file\t{Digest(Member, "us-east-2")}\twritten, 1 log file\n\n3 digest files written\n"
            );
        verified.ExitCode.Should().Be(0, verified.Output + verified.Errors);
        verified.Output.Should().Contain("\n3/3 digest files valid\n3/3 log files valid\n");
    }

    [Fact]
    public async Task A_deleted_log_file_of_a_member_account_is_invalid()
    {
        await DeliverAsync((Owner, "us-east-2"), (Member, "us-east-2"));
        await BuildAsync("--organization", Organization);
        File.Delete(
            Directory
                .GetFiles(
                    Path.Combine(Store, "AWSLogs", Organization, Member, "CloudTrail"),
                    "*.gz",
                    SearchOption.AllDirectories
                )
                .Single()
        );

        var verified = await ValidateAsync("--all-accounts");

        verified.ExitCode.Should().Be(1);
        verified.Errors.Should().Contain($"/{Member}/CloudTrail/us-east-2/").And.Contain("INVALID: not found");
    }

    [Fact]
    public async Task The_digest_of_a_member_account_names_the_account_and_the_owners_trail()
    {
        await DeliverAsync((Member, "us-east-2"));

        await BuildAsync("--organization", Organization);

        var path = Path.Combine(Store, Digest(Member, "us-east-2")["s3://trail/".Length..]);
        using var digest = JsonDocument.Parse(GzipBytes.Inflate(File.ReadAllBytes(path)));
        digest.RootElement.GetProperty("awsAccountId").GetString().Should().Be(Member);
        digest
            .RootElement.GetProperty("digestS3Object")
            .GetString()
            .Should()
            .Be(Digest(Member, "us-east-2")["s3://trail/".Length..]);
    }

    [Fact]
    public async Task Accounts_can_be_selected_and_building_again_changes_nothing()
    {
        await DeliverAsync((Owner, "us-east-2"), (Member, "us-east-2"));

        var picked = await BuildAsync("--organization", Organization, "--account-id", Member, "--account-id", Member);
        var before = _folder.State();
        var again = await BuildAsync("--organization", Organization, "--account-id", Member);

        picked
            .Output.Should()
            .Be($"Digest file\t{Digest(Member, "us-east-2")}\twritten, 1 log file\n\n1 digest file written\n");
        again.Output.Should().Be("Nothing to build: every complete hour has a digest file\n");
        _folder.State().Should().Equal(before);
    }

    [Fact]
    public async Task One_failing_chain_does_not_block_other_accounts()
    {
        await DeliverAsync((Owner, "us-east-2"), (Member, "us-east-2"));
        File.WriteAllText(
            Directory
                .GetFiles(Path.Combine(Store, "AWSLogs", Organization, Owner), "*.gz", SearchOption.AllDirectories)
                .Single(),
            "junk"
        );

        var built = await BuildAsync("--organization", Organization);

        built.ExitCode.Should().Be(3);
        built.Errors.Should().Contain($"ctverify: {Owner} us-east-2: ").And.Contain("it is not a complete gzip file");
        built
            .Output.Should()
            .Be($"Digest file\t{Digest(Member, "us-east-2")}\twritten, 1 log file\n\n1 digest file written\n");
    }

    [Fact]
    public async Task Folders_with_other_names_than_accounts_are_ignored()
    {
        await DeliverAsync((Member, "us-east-2"));
        foreach (
            var name in (string[])["44445555666", "4444555566667", "４４４４５５５５６６６６", "o-other", "\u001b[2J"]
        )
            Directory.CreateDirectory(Path.Combine(Store, "AWSLogs", Organization, name, "CloudTrail", "us-east-2"));

        var built = await BuildAsync("--organization", Organization);

        (built.ExitCode, built.Output)
            .Should()
            .Be((0, $"Digest file\t{Digest(Member, "us-east-2")}\twritten, 1 log file\n\n1 digest file written\n"));
    }

    [Theory]
    [InlineData("account 111122223333", new string[0])]
    [InlineData("account 444455556666", new[] { "--account-id", Member })]
    [InlineData("organization o-other", new[] { "--organization", "o-other" })]
    public async Task The_error_names_the_organization_when_no_log_files_are_found(string whose, string[] arguments)
    {
        await DeliverAsync((Member, "us-east-2"));

        var built = await BuildAsync(arguments);

        built.ExitCode.Should().Be(2);
        built
            .Errors.Should()
            .EndWith(
                $"ctverify: no log files of {whose} in s3://trail/\n"
                    + $"hint: there are organization log files under AWSLogs/{Organization}/; build them with "
                    + $"--organization {Organization}\n"
            );
    }

    [Theory]
    [InlineData(
        "--organization",
        "example",
        "--organization: not an organization ID: example; use the form o-exampleorgid"
    )]
    [InlineData("--account-id", "../4444", "--account-id: not an account ID: ../4444; pass 12 digits")]
    public async Task An_invalid_id_is_rejected(string option, string value, string expected)
    {
        var run = await ProgramRun.OfAsync("build", "--store", ".", "--trail-arn", Arn, "--keys", ".", option, value);

        (run.ExitCode, run.Output).Should().Be((2, ""));
        run.Errors.Should().StartWith($"ctverify: {expected}\n");
    }

    private static string Digest(string account, string region) =>
        $"s3://trail/AWSLogs/{Organization}/{account}/CloudTrail-Digest/{region}/2025/05/04/"
        + $"{account}_CloudTrail-Digest_{region}_example-trail_us-east-2_20250504T110000Z.json.gz";

    /// <summary>Delivers one log file for each chain.</summary>
    private async Task DeliverAsync(params (string Account, string Region)[] chains)
    {
        foreach (var (account, region) in chains)
        {
            var file = _folder.Write($"logs/{account}-{region}.log", $"{account} {region}\n");
            File.SetLastWriteTimeUtc(file, Start.AddMinutes(-1).UtcDateTime);
            await ProgramRun.AtAsync(
                new FixedClock(Start),
                "deliver",
                file,
                "--to",
                Store,
                "--account",
                account,
                "--region",
                region,
                "--organization",
                Organization
            );
            if (!Directory.Exists(Path.Combine(Keys, region)))
                await ProgramRun.OfAsync("keys", "generate", "--region", region, "--out", Keys);
        }
    }

    private Task<ProgramRun> BuildAsync(params string[] more) =>
        ProgramRun.OfAsync([
            "build",
            "--store",
            Store,
            "--trail-arn",
            Arn,
            "--keys",
            Keys,
            "--until",
            "2025-05-04T11:00:00Z",
            .. more,
        ]);

    private Task<ProgramRun> ValidateAsync(params string[] more) =>
        ProgramRun.OfAsync([
            "validate-logs",
            "--trail-arn",
            Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T11:00:00Z",
            "--source",
            Store,
            "--keys",
            Keys,
            .. more,
        ]);
}
