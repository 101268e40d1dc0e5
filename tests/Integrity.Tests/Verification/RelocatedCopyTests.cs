using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification;

/// <summary>
/// Copies in another bucket or prefix. Genuine ones verify under their signed locations, and being a copy excuses
/// nothing.
/// </summary>
public sealed class RelocatedCopyTests
{
    private static readonly TrailLocation Elsewhere = new("amzn-s3-demo-copy", "2025/copy/");

    [Theory]
    [InlineData("", "amzn-s3-demo-copy", "")]
    [InlineData("", TrailSimulator.Bucket, "copy/")]
    [InlineData("logs/", TrailSimulator.Bucket, "")]
    [InlineData("logs/", "amzn-s3-demo-copy", "logs/")]
    [InlineData("logs/", "amzn-s3-demo-copy", "deeply/nested/copy/")]
    public async Task A_copy_in_another_bucket_or_prefix_is_valid_under_its_signed_locations(
        string prefix,
        string copyBucket,
        string copyPrefix
    )
    {
        var trail = new TrailSimulator(prefix: prefix);
        trail.Home.Hours(4).Backfill(TrailSimulator.Start);

        var outcome = await CopyOf(trail, new TrailLocation(copyBucket, copyPrefix)).VerifyAsync();

        outcome.ShouldBeValid();
        outcome.Lines.Should().Equal((await trail.VerifyAsync()).Lines);
    }

    [Fact]
    public async Task A_copy_of_an_organizations_trail_is_valid()
    {
        var trail = new TrailSimulator(organization: "o-exampleorgid");
        trail.Home.Hours(3);
        trail.In("eu-west-1").Hours(3);

        var outcome = await CopyOf(trail, Elsewhere).VerifyAsync();

        outcome.ShouldBeValid();
        outcome.ShouldConfirm(trail.Chains.SelectMany(chain => chain.Digests).SelectMany(digest => digest.LogFiles));
    }

    [Fact]
    public async Task Links_from_before_a_bucket_change_lead_to_the_original_bucket()
    {
        var trail = new TrailSimulator();
        trail.Home.MoveTo("amzn-s3-demo-bucket-before").Hours(2).MoveTo(TrailSimulator.Bucket).Hours(2);

        (await CopyOf(trail, Elsewhere).VerifyAsync()).ShouldBeValid();
    }

    public static TheoryData<string> Tamperings => [.. Changes.Keys];

    private static readonly Dictionary<
        string,
        Action<MemoryStore, Func<ObjectLocation, ObjectLocation>, TrailSimulator>
    > Changes = new(StringComparer.Ordinal)
    {
        ["a log file deleted"] = (store, at, trail) => store.Delete(at(trail.Digests[1].LogFiles[0].Location)),
        ["a log file changed"] = (store, at, trail) =>
            store.EditInflated(at(trail.Digests[1].LogFiles[0].Location), content => [.. content, 32]),
        ["a digest deleted"] = (store, at, trail) => store.Delete(at(trail.Digests[2].Location)),
        ["the newest digest deleted"] = (store, at, trail) => store.Delete(at(trail.Digests[3].Location)),
        ["a digest changed"] = (store, at, trail) =>
            store.EditInflated(at(trail.Digests[2].Location), content => [.. content, 32]),
        ["a log file added"] = (store, at, trail) =>
            store.Copy(at(trail.Digests[1].LogFiles[0].Location), at(Renamed(trail.Digests[1].LogFiles[0].Location))),
        ["a digest replaced by another one"] = (store, at, trail) =>
            store.Copy(at(trail.Digests[1].Location), at(trail.Digests[2].Location)),
        ["all digests deleted"] = (store, at, trail) =>
            store.Delete(trail.Digests.Select(digest => at(digest.Location))),
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Tampering_with_a_copy_is_reported_like_tampering_with_the_original(string tampering)
    {
        var trail = TrailSimulator.OfHours(4);
        var copy = CopyOf(trail, Elsewhere);
        Changes[tampering](copy.Store, copy.Relocation.ToCopy, trail);
        var outcome = await copy.VerifyAsync();

        Changes[tampering](trail.Store, location => location, trail);
        var original = await trail.VerifyAsync();

        outcome.Verdict.Should().Be(original.Verdict).And.NotBe(Verdict.Valid);
        outcome.Lines.Should().Equal(original.Lines);
    }

    public static TheoryData<string> Strangers =>
        ["another trail", "another account", "another region", "another bucket", "another prefix"];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_genuine_digest_from_another_location_is_not_accepted_in_the_copy(string from)
    {
        var trail = TrailSimulator.OfHours(4);
        var copy = CopyOf(trail, Elsewhere);
        var elsewhere = new MemoryStore();
        var stranger = from switch
        {
            "another trail" => new TrailSimulator("example-trail-2", store: elsewhere).Home,
            "another account" => new TrailSimulator(account: "444455556666", store: elsewhere).Home,
            "another region" => new TrailSimulator(store: elsewhere).In("eu-west-1"),
            "another bucket" => new TrailSimulator(store: elsewhere).Home.MoveTo("amzn-s3-demo-other"),
            _ => new TrailSimulator(prefix: "logs/", store: elsewhere).Home,
        };
        var genuine = stranger.Hours(4).Digests[2].Location;
        var victim = trail.Digests[2].Location;
        copy.Store.Put(copy.Relocation.ToCopy(victim), elsewhere[genuine], elsewhere.MetadataOf(genuine));

        (await copy.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestMoved, victim));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2025/")]
    [InlineData("2025/copy2/")]
    public async Task A_digest_outside_the_copy_does_not_count(string beside)
    {
        var trail = TrailSimulator.OfHours(4);
        var copy = CopyOf(trail, Elsewhere);
        var victim = trail.Digests[2].Location;
        var there = copy.Relocation.ToCopy(victim);
        copy.Store.Copy(there, there with { Path = beside + victim.Path });
        copy.Store.Delete(there);

        (await copy.VerifyAsync()).ShouldBeInvalid(new Expected(FindingCode.DigestMissing, victim));
    }

    [Fact]
    public async Task Objects_in_the_original_do_not_replace_objects_missing_from_the_copy()
    {
        var trail = TrailSimulator.OfHours(4);
        var copy = CopyOf(trail, Elsewhere, keepOriginals: true);
        copy.Store.Delete(
            copy.Relocation.ToCopy(trail.Digests[2].Location),
            copy.Relocation.ToCopy(trail.Digests[0].LogFiles[0].Location)
        );

        (await copy.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.DigestMissing, trail.Digests[2].Location),
            new Expected(FindingCode.LogFileMissing, trail.Digests[0].LogFiles[0].Location)
        );
    }

    [Fact]
    public async Task An_undeclared_copy_is_reported_as_moved_and_a_hint_names_its_signed_location()
    {
        var trail = new TrailSimulator(prefix: "logs/");
        trail.Home.Hours(3);
        var copy = CopyOf(trail, Elsewhere);

        var outcome = await Outcome.OnceAsync(
            copy.Store,
            trail.Keys,
            trail.Request with
            {
                Places = [Elsewhere],
                LooksForUnlisted = false,
            },
            trail.End.AddDays(3)
        );

        outcome.Verdict.Should().Be(Verdict.Invalid);
        var findings = outcome.Results.SelectMany(result => result.Findings).ToList();
        findings.Should().HaveCount(3).And.OnlyContain(finding => finding.Code == FindingCode.DigestMoved);
        findings
            .Should()
            .OnlyContain(finding =>
                finding
                    .Hint.Words()!
                    .EndsWith($"--relocated-from s3://{TrailSimulator.Bucket}/logs/", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task No_hint_names_a_location_without_a_valid_signature()
    {
        var trail = TrailSimulator.OfHours(1);
        trail.Store.EditInflated(
            trail.Digests[0].Location,
            content =>
                System.Text.Encoding.UTF8.GetBytes(
                    System
                        .Text.Encoding.UTF8.GetString(content)
                        .Replace(
                            $"\"digestS3Bucket\":\"{TrailSimulator.Bucket}\"",
                            "\"digestS3Bucket\":\"evil\"",
                            StringComparison.Ordinal
                        )
                )
        );

        var outcome = await trail.VerifyAsync();

        var finding = outcome.Results.SelectMany(result => result.Findings).Single();
        (finding.Code, finding.Hint).Should().Be((FindingCode.DigestMoved, null));
    }

    [Fact]
    public async Task No_hint_calls_a_digest_that_replaces_another_one_a_copy()
    {
        var trail = TrailSimulator.OfHours(4);
        trail.Store.Copy(trail.Digests[1].Location, trail.Digests[2].Location);

        (await trail.VerifyAsync()).Results.SelectMany(result => result.Findings).Single().Hint.Should().BeNull();
    }

    [Fact]
    public async Task A_copy_in_S3_without_user_metadata_is_verified_except_for_the_newest_digest()
    {
        var trail = TrailSimulator.OfHours(4);
        var copy = CopyOf(trail, Elsewhere);
        foreach (var digest in trail.Digests)
            copy.Store.EditMetadata(
                copy.Relocation.ToCopy(digest.Location),
                _ => new(StringComparer.Ordinal) { ["mtime"] = "1746352800" }
            );

        var outcome = await copy.VerifyAsync(copyCanLackMetadata: true);

        outcome.ShouldBeIncomplete(new Expected(FindingCode.SignatureUnknown, trail.Digests[3].Location));
        outcome.ShouldConfirm(trail.Digests.SkipLast(1).SelectMany(digest => digest.LogFiles));
    }

    [Fact]
    public async Task If_the_store_knows_the_metadata_a_copy_without_a_signature_is_invalid()
    {
        var trail = TrailSimulator.OfHours(4);
        var copy = CopyOf(trail, Elsewhere);
        copy.Store.EditMetadata(copy.Relocation.ToCopy(trail.Digests[1].Location), _ => new(StringComparer.Ordinal));

        (await copy.VerifyAsync()).ShouldBeInvalid(
            new Expected(FindingCode.SignatureMissing, trail.Digests[1].Location)
        );
    }

    [Fact]
    public async Task A_modified_digest_in_a_copy_without_user_metadata_is_invalid()
    {
        var trail = TrailSimulator.OfHours(4);
        var copy = CopyOf(trail, Elsewhere);
        foreach (var digest in trail.Digests)
            copy.Store.EditMetadata(copy.Relocation.ToCopy(digest.Location), _ => new(StringComparer.Ordinal));
        copy.Store.EditInflated(copy.Relocation.ToCopy(trail.Digests[1].Location), content => [.. content, 32]);

        (await copy.VerifyAsync(copyCanLackMetadata: true)).Verdict.Should().Be(Verdict.Invalid);
    }

    private static ObjectLocation Renamed(ObjectLocation logFile) =>
        logFile with
        {
            Path = logFile.Path.Replace(logFile.Path[^24..^8], "9999999999999999", StringComparison.Ordinal),
        };

    /// <summary>Moves the objects at the trail's location. Leaves all others in place.</summary>
    private static RelocatedTrail CopyOf(TrailSimulator trail, TrailLocation place, bool keepOriginals = false)
    {
        var relocation = new Relocation(new TrailLocation(TrailSimulator.Bucket, trail.Prefix), place);
        var store = trail.Store.Clone();
        foreach (var location in trail.Store.Locations.Where(location => relocation.ToCopy(location) != location))
        {
            store.Copy(location, relocation.ToCopy(location));
            if (!keepOriginals)
                store.Delete(location);
        }
        return new RelocatedTrail(trail, store, relocation);
    }

    private sealed record RelocatedTrail(TrailSimulator Trail, MemoryStore Store, Relocation Relocation)
    {
        public Task<Outcome> VerifyAsync(bool copyCanLackMetadata = false) =>
            Outcome.OnceAsync(
                RelocatedStore.Over(Store, Relocation, copyCanLackMetadata),
                Trail.Keys,
                Trail.Request,
                Trail.End.AddDays(3)
            );
    }
}
