using Integrity.Digests;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class PublicKeyDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Fetched_keys_are_loaded_for_their_region_only()
    {
        var path = PublicKeyDirectory.Add(
            _directory.Path,
            "us-east-2",
            [new TrustedKey(SharedKeys.First, "us-east-2", Noon, Noon.AddDays(1))]
        );

        path.Should().Be(_directory.PathTo("us-east-2", "public-keys.json"));
        var entry = KeyRingFile.Load(_directory.Path).Entries.Should().ContainSingle().Subject;
        (entry.Region, entry.Key.Fingerprint, entry.ValidFrom, entry.ValidUntil)
            .Should()
            .Be(("us-east-2", SharedKeys.First.Fingerprint, Noon, Noon.AddDays(1)));
    }

    [Fact]
    public void Existing_keys_are_kept_and_their_validity_is_updated()
    {
        PublicKeyDirectory.Add(
            _directory.Path,
            "us-east-2",
            [
                new TrustedKey(SharedKeys.First, null, Noon, Noon.AddDays(1)),
                new TrustedKey(SharedKeys.Second, null, Noon.AddDays(1), null),
            ]
        );

        PublicKeyDirectory.Add(
            _directory.Path,
            "us-east-2",
            [new TrustedKey(SharedKeys.Second, null, Noon.AddDays(1), Noon.AddDays(2))]
        );

        KeyRingFile
            .Load(_directory.Path)
            .Entries.Select(entry => (entry.Key.Fingerprint, entry.ValidUntil))
            .Should()
            .Equal((SharedKeys.First.Fingerprint, Noon.AddDays(1)), (SharedKeys.Second.Fingerprint, Noon.AddDays(2)));
    }

    [Fact]
    public void A_key_published_as_SubjectPublicKeyInfo_keeps_its_fingerprint()
    {
        var published = PublicKey.FromDer(SharedKeys.FirstSpki);

        PublicKeyDirectory.Add(_directory.Path, "us-east-2", [new TrustedKey(published)]);

        KeyRingFile
            .Load(_directory.Path)
            .Entries.Single()
            .Key.Fingerprint.Should()
            .Be(KeyFingerprint.Of(SharedKeys.FirstSpki));
    }

    [Fact]
    public void A_different_key_with_an_existing_fingerprint_is_rejected_and_nothing_changes()
    {
        var (first, second) = (PublicKey.FromDer(CollidingKeys.First), PublicKey.FromDer(CollidingKeys.Second));
        PublicKeyDirectory.Add(_directory.Path, "us-east-2", [new TrustedKey(first)]);
        var before = _directory.State();

        var add = () =>
            PublicKeyDirectory.Add(
                _directory.Path,
                "us-east-2",
                [new TrustedKey(SharedKeys.First), new TrustedKey(second)]
            );

        add.Should()
            .Throw<KeyFileException>()
            .WithMessage($"*two different keys have the fingerprint {first.Fingerprint}");
        _directory.State().Should().Equal(before);
    }

    [Fact]
    public void An_invalid_file_is_not_changed()
    {
        _directory.Write("us-east-2/public-keys.json", "{");
        var before = _directory.State();

        var add = () => PublicKeyDirectory.Add(_directory.Path, "us-east-2", [new TrustedKey(SharedKeys.First)]);

        add.Should().Throw<KeyFileException>();
        _directory.State().Should().Equal(before);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("")]
    [InlineData("US")]
    public void An_invalid_region_never_becomes_part_of_a_path(string region)
    {
        var add = () => PublicKeyDirectory.Add(_directory.Path, region, [new TrustedKey(SharedKeys.First)]);

        add.Should().Throw<ArgumentException>();
        _directory.State().Should().BeEmpty();
    }
}
