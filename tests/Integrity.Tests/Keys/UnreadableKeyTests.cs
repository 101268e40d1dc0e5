using Integrity.Findings;
using Integrity.Keys;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Keys;

/// <summary>An unreadable public key affects only the digests that name it.</summary>
public sealed class UnreadableKeyTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(2, logFiles: 1);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Digests_that_name_it_are_invalid_and_the_others_are_verified()
    {
        _trail.Home.Rotate(TestKey.Untrusted).Hours(2, logFiles: 1);
        var keys = _trail.Keys.Entries;
        var bad = new UnreadableKey(keys[0].Key.Fingerprint, "us-east-2", "it is not an RSA public key");

        var outcome = await _trail.VerifyAsync(keys: new KeyRing(keys.Skip(1), null, [bad]));

        outcome.ShouldBeInvalid([
            .. _trail.Digests.Take(2).Select(digest => new Expected(FindingCode.KeyUnreadable, digest.Location)),
        ]);
        outcome
            .Results[^1]
            .Findings.Single()
            .Message.Should()
            .Be($"Unable to load PKCS #1 key with fingerprint {keys[0].Key.Fingerprint}");
        outcome.Summary.Total.Digests.Valid.Should().Be(2);
    }

    [Fact]
    public async Task An_unreadable_key_that_no_digest_names_has_no_effect() =>
        (
            await _trail.VerifyAsync(
                keys: RingWith(new UnreadableKey(SharedKeys.Second.Fingerprint, null, "it is empty"))
            )
        ).ShouldBeValid();

    [Fact]
    public async Task An_unreadable_key_of_another_region_does_not_excuse_an_unknown_key() =>
        (await VerifyWithUnknownKeyAsync(new UnreadableKey(null, "eu-west-1", "it is empty")))
            .Should()
            .OnlyContain(code => code == FindingCode.KeyUnknown);

    [Fact]
    public async Task An_unreadable_key_without_a_fingerprint_may_be_the_unknown_key() =>
        (await VerifyWithUnknownKeyAsync(new UnreadableKey(null, null, "it is empty")))
            .Should()
            .OnlyContain(code => code == FindingCode.KeysUnavailable);

    [Fact]
    public async Task An_unreadable_key_beside_the_genuine_key_has_no_effect() =>
        (
            await _trail.VerifyAsync(
                keys: RingWith(new UnreadableKey(_trail.Keys.Entries[0].Key.Fingerprint, null, "it is empty"))
            )
        ).ShouldBeValid();

    [Fact]
    public void A_bad_file_in_a_directory_is_reported_and_the_others_are_loaded()
    {
        _directory.Write("us-east-2/good.der", SharedKeys.FirstDer);
        var (named, nameless) = (
            _directory.Write($"us-east-2/{SharedKeys.Second.Fingerprint}.pem", "not PEM"),
            _directory.Write("eu-west-1/bad.json", "{")
        );

        var ring = KeyRingFile.Load(_directory.Path);

        ring.Entries.Should().ContainSingle().Which.Key.IsSameKeyAs(SharedKeys.First).Should().BeTrue();
        ring.Unreadable.Select(key => (key.Fingerprint, key.Region, key.File, key.IsListed))
            .Should()
            .Equal((null, "eu-west-1", nameless, false), (SharedKeys.Second.Fingerprint, "us-east-2", named, false));
    }

    [Fact]
    public void A_bad_key_in_a_PEM_file_is_reported_and_the_others_are_loaded()
    {
        var path = _directory.Write(
            "keys.pem",
            SharedKeys.EcPem()
                + "\n"
                + System.Security.Cryptography.PemEncoding.WriteString("RSA PUBLIC KEY", SharedKeys.FirstDer)
        );

        var ring = KeyRingFile.Load(path);

        (ring.Count, ring.Unreadable.Single().File).Should().Be((1, path));
    }

    [Fact]
    public void Fetching_keys_keeps_unreadable_entries_unchanged()
    {
        var path = _directory.Write(
            "us-east-2/public-keys.json",
            $$"""
            {"PublicKeyList": [{"Value": "AAAA", "Fingerprint": "{{SharedKeys.Second.Fingerprint}}"},
            {"Value": "{{Convert.ToBase64String(SharedKeys.FirstDer)}}",
            "Fingerprint": "{{SharedKeys.First.Fingerprint}}"}]}
            """
        );

        PublicKeyDirectory.Add(_directory.Path, "us-east-2", [new TrustedKey(SharedKeys.First)]);

        var ring = KeyRingFile.Load(path);
        (ring.Count, ring.Unreadable.Single().Fingerprint).Should().Be((1, SharedKeys.Second.Fingerprint));
    }

    [Fact]
    public async Task Another_RSA_implementation_reports_the_same_unreadable_keys()
    {
        var observed = new RecordingKeySource(
            new KeySourceWithCheck(
                RingWith(new UnreadableKey(null, null, "it is empty") { File = "a.pem" }),
                PlatformSignatureCheck.Instance
            )
        );

        await observed.GetAsync("us-east-2", TrailSimulator.Start, TrailSimulator.Start, default);
        await observed.GetAsync("us-east-2", TrailSimulator.Start, TrailSimulator.Start, default);

        observed.Unreadable.Select(key => key.ToString()).Should().Equal("a.pem: it is empty");
    }

    private KeyRing RingWith(UnreadableKey bad) => new(_trail.Keys.Entries, null, [bad]);

    private async Task<IEnumerable<FindingCode>> VerifyWithUnknownKeyAsync(UnreadableKey bad) =>
        (await _trail.VerifyAsync(keys: new KeyRing([new TrustedKey(SharedKeys.Second)], null, [bad])))
            .Results.Where(result => result is DigestResult)
            .SelectMany(result => result.Findings)
            .Select(finding => finding.Code);
}
