using Integrity.IntegrationTests.S3.Wire;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// The trail of an organization: all chains are verified in a fixed order, and other trails in the bucket are ignored.
/// </summary>
[Collection(S3Tests.Name)]
public sealed class OrganizationTrailTests(S3Fixture s3)
{
    private static readonly string[] AlikeNames = ["org-trail-2", "org-trai", "org-trail_us-east-2"];

    [Fact]
    public async Task All_accounts_and_regions_are_verified_in_a_fixed_order()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        foreach (
            var more in (string[][])
                [
                    [],
                    ["--all-accounts"],
                    ["--s3-bucket", OrganizationTrail.Bucket],
                    ["--concurrency", "1"],
                ]
        )
        {
            var run = await ValidateAsync(trail, more);

            run.ExitCode.Should().Be(0, "{0}", run);
            NewestDigests(run)
                .Should()
                .Equal(Chains.Select(chain => OrganizationTrail.NewestDigest(chain.Account, chain.Region)));
            run.Output.Should().Contain("\n12/12 digest files valid\n12/12 log files valid\n");
            run.Output.Should()
                .EndWith(
                    string.Concat(
                        Chains.Select(chain =>
                            $"{chain.Account}\t{chain.Region}\tvalid\t2/2 digest files valid; 2/2 log files valid\n"
                        )
                    )
                );
        }
    }

    [Fact]
    public async Task A_note_states_that_all_accounts_are_verified()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        (await ValidateAsync(trail))
            .Errors.Should()
            .Be("note: organization trail: verifying all accounts (choose one with --account-id)\n");
    }

    [Fact]
    public async Task A_single_account_can_be_verified()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        var run = await ValidateAsync(trail, "--account-id", "444455556666");

        run.ExitCode.Should().Be(0, "{0}", run);
        NewestDigests(run)
            .Should()
            .Equal(OrganizationTrail.Regions.Select(region => OrganizationTrail.NewestDigest("444455556666", region)));
        run.Output.Should().NotContain("777788889999").And.Contain("\n4/4 digest files valid\n4/4 log files valid\n");
    }

    [Fact]
    public async Task A_single_region_can_be_verified()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        var run = await ValidateAsync(trail, "--region", "eu-central-1");

        run.ExitCode.Should().Be(0, "{0}", run);
        NewestDigests(run)
            .Should()
            .Equal(
                OrganizationTrail.Accounts.Select(account => OrganizationTrail.NewestDigest(account, "eu-central-1"))
            );
        trail
            .CloudTrail.Calls.Where(call => call.Operation == "ListPublicKeys")
            .Should()
            .OnlyContain(call => call.Region == "eu-central-1");
    }

    [Fact]
    public async Task The_keys_of_a_region_are_requested_once_for_all_accounts()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        await ValidateAsync(trail);

        trail
            .CloudTrail.Calls.Where(call => call.Operation == "ListPublicKeys")
            .Select(call => call.Region)
            .Should()
            .BeEquivalentTo(OrganizationTrail.Regions);
    }

    [Fact]
    public async Task An_account_without_digests_is_not_covered()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        var run = await ValidateAsync(trail, "--account-id", "000000000000");

        run.ExitCode.Should().Be(3);
        run.Errors.Should()
            .Contain("NOT COVERED: no digest file of trail org-trail for account 000000000000 in us-east-2");
    }

    [Fact]
    public async Task Trails_with_similar_names_are_not_confused()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        var alone = await ValidateAsync(trail);
        foreach (var name in AlikeNames)
            await trail.PutChainAsync(name, "444455556666", "us-east-2");

        var together = await ValidateAsync(trail);

        together.Should().Be(alone);
    }

    [Fact]
    public async Task A_problem_in_one_account_is_reported_for_that_account_only()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        var newest = OrganizationTrail.NewestDigest("444455556666", "us-east-2");
        trail.Network.Break(newest, Fault.AccessDenied);
        trail.Network.Break(OrganizationTrail.NewestDigest("777788889999", "eu-central-1"), Fault.Body(_ => []));

        var run = await ValidateAsync(trail);

        run.ExitCode.Should().Be(1);
        run.Output.Should()
            .Contain(
                "\n"
                    + "444455556666\tus-east-2\tINCOMPLETE\t1/2 digest files valid, 1/2 digest files COULD NOT "
                    + "CHECK; 1/1 log files valid\n"
            )
            .And.Contain(
                "\n"
                    + "777788889999\teu-central-1\tINVALID\t1/2 digest files valid, 1/2 digest files INVALID; 1/1 "
                    + "log files valid\n"
            )
            .And.Contain("\n777788889999\tus-east-2\tvalid\t2/2 digest files valid; 2/2 log files valid\n");
    }

    [Fact]
    public async Task A_region_without_keys_does_not_affect_the_others()
    {
        await using var trail = await OrganizationTrail.CreateAsync(s3);
        await using var cloudTrail = new CloudTrailHost(
            OrganizationTrail.Trails,
            trail.PublicKeys.Where(entry => entry.Key == "us-east-2").ToDictionary(StringComparer.Ordinal)
        );
        await using var network = new FaultyProxy(s3.Endpoint, cloudTrail);

        var run = await CliRun.OfAsync([.. Arguments, "--endpoint-url", network.Url]);

        run.ExitCode.Should().Be(1);
        run.Errors.Should()
            .Contain("INVALID: public key not found in region eu-central-1 for fingerprint ")
            .And.NotContain("in region us-east-2");
        run.Output.Should().Contain("\n444455556666\tus-east-2\tvalid\t2/2 digest files valid; 2/2 log files valid\n");
    }

    private static IEnumerable<(string Account, string Region)> Chains =>
        OrganizationTrail.Accounts.SelectMany(account => OrganizationTrail.Regions.Select(region => (account, region)));

    private static string[] Arguments =>
        [
            "validate-logs",
            "--trail-arn",
            OrganizationTrail.Arn,
            "--start-time",
            "2025-05-04T10:00:00Z",
            "--end-time",
            "2025-05-04T12:00:00Z",
            "--verbose",
        ];

    private static Task<CliRun> ValidateAsync(OrganizationTrail trail, params string[] more) =>
        CliRun.OfAsync([.. Arguments, "--endpoint-url", trail.Network.Url, .. more]);

    private static IEnumerable<string> NewestDigests(CliRun run) =>
        run
            .Output.Split('\n')
            .Where(line =>
                line.StartsWith("Digest file\t", StringComparison.Ordinal)
                && line.Contains("T120000Z", StringComparison.Ordinal)
            )
            .Select(line => line.Split('\t')[1][$"s3://{OrganizationTrail.Bucket}/".Length..]);
}
