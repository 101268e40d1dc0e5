using System.Text;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.Keys;

public sealed class PublicKeyListTests
{
    private static readonly string Value = Convert.ToBase64String(SharedKeys.FirstDer);
    private static readonly string Fingerprint = SharedKeys.First.Fingerprint.Hex;
    private static readonly DateTimeOffset Noon = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1746360000")]
    [InlineData("1746360000.0")]
    [InlineData("1.74636e9")]
    [InlineData("\"1746360000\"")]
    [InlineData("\"1746360000.0\"")]
    [InlineData("\"2025-05-04T12:00:00Z\"")]
    [InlineData("\"2025-05-04T12:00:00.000Z\"")]
    [InlineData("\"2025-05-04T21:00:00+09:00\"")]
    [InlineData("\"2025-05-04T12:00:00\"")]
    public void Times_are_read_as_epoch_seconds_or_ISO_8601(string time)
    {
        var keys = Parse(
            $$"""
            {"PublicKeyList": [{"Value": "{{Value}}", "ValidityStartTime": {{time}}, "ValidityEndTime": {{time}},
            "Fingerprint": "{{Fingerprint}}"}]}
            """
        );

        keys.Should().ContainSingle();
        (keys[0].ValidFrom, keys[0].ValidUntil, keys[0].Region).Should().Be((Noon, Noon, "us-east-2"));
        keys[0].Key.Fingerprint.Hex.Should().Be(Fingerprint);
    }

    [Fact]
    public void The_list_name_of_old_documentation_is_accepted() =>
        Parse($$"""{"publicKeyList": [{"Value": "{{Value}}", "Fingerprint": "{{Fingerprint}}"}]}""")
            .Should()
            .ContainSingle();

    [Fact]
    public void Without_times_the_validity_is_unknown()
    {
        var key = Parse(
                $$"""
                {"PublicKeyList": [{"Value": "{{Value}}", "ValidityStartTime": null, "Fingerprint": "{{Fingerprint}}",
                "new": 1}], "NextToken": ""}
                """
            )
            .Single();

        (key.ValidFrom, key.ValidUntil).Should().Be((null, null));
    }

    [Fact]
    public void A_genuine_key_published_as_SubjectPublicKeyInfo_is_read_with_its_fingerprint()
    {
        const string Published = "31e8b5433410dfb61a9dc45cc65b22ff";

        var value = Convert.ToBase64String(AwsKnownAnswers.DerByFingerprint[Published]);
        var key = Parse($$"""{"PublicKeyList": [{"Value": "{{value}}", "Fingerprint": "{{Published}}"}]}""").Single();

        key.Key.Fingerprint.Hex.Should().Be(Published);
    }

    [Fact]
    public void A_written_list_is_read_back()
    {
        using var spki = PublicKey.FromDer(SharedKeys.FirstSpki);
        TrustedKey[] keys =
        [
            new(SharedKeys.First, "us-east-2", Noon, Noon.AddMilliseconds(1500)),
            new(SharedKeys.Second, "us-east-2"),
            new(spki, "us-east-2"),
        ];

        var read = PublicKeyList.Read(PublicKeyList.Write(keys), "us-east-2").Keys;

        read.Select(k => (k.Region, k.ValidFrom, k.ValidUntil))
            .Should()
            .Equal(keys.Select(k => (k.Region, k.ValidFrom, k.ValidUntil)));
        read.Zip(keys).Should().OnlyContain(pair => pair.First.Key.IsSameKeyAs(pair.Second.Key));
    }

    [Fact]
    public void A_key_listed_with_the_fingerprint_of_its_other_encoding_is_read_in_that_encoding()
    {
        var (pkcs1, spki) = (SharedKeys.First.Fingerprint, KeyFingerprint.Of(SharedKeys.FirstSpki));

        Parse(
                $$"""
                {"PublicKeyList": [{"Value": "{{Convert.ToBase64String(SharedKeys.FirstSpki)}}",
                "Fingerprint": "{{pkcs1}}"}]}
                """
            )
            .Single()
            .Key.Fingerprint.Should()
            .Be(pkcs1);
        Parse($$"""{"PublicKeyList": [{"Value": "{{Value}}", "Fingerprint": "{{spki}}"}]}""")
            .Single()
            .Key.Fingerprint.Should()
            .Be(spki);
    }

    [Fact]
    public void A_key_that_does_not_match_its_fingerprint_is_unreadable()
    {
        var other = SharedKeys.Second.Fingerprint.Hex;

        ShouldBeUnreadable(
            $$"""{"Value": "{{Value}}", "Fingerprint": "{{other}}"}""",
            other,
            $"the key {other} actually has the fingerprint {Fingerprint}"
        );
    }

    [Fact]
    public void A_key_that_is_not_an_RSA_key_is_unreadable()
    {
        var ec = string.Concat(SharedKeys.EcPem().Split('\n').Where(line => !line.StartsWith('-')));

        ShouldBeUnreadable(
            $$"""{"Value": "{{ec}}", "Fingerprint": "{{Fingerprint}}"}""",
            Fingerprint,
            $"the key {Fingerprint} is not an RSA public key: *"
        );
    }

    [Theory]
    [InlineData("\"\"", "the key * is empty")]
    [InlineData("\"MANub3QgYSBrZXk=\"", "the key * is not an RSA public key: *")]
    [InlineData("\"no base64!\"", "the key * is not valid base64")]
    [InlineData("null", "the key * has no value")]
    [InlineData("1", "the key * has no value")]
    [InlineData("{}", "the key * has no value")]
    public void An_invalid_value_is_unreadable(string value, string problem) =>
        ShouldBeUnreadable($$"""{"Value": {{value}}, "Fingerprint": "{{Fingerprint}}"}""", Fingerprint, problem);

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("\"NaN\"")]
    [InlineData("\"\"")]
    public void A_key_with_an_invalid_time_is_unreadable(string time) =>
        ShouldBeUnreadable(
            $$"""{"Value": "{{Value}}", "ValidityStartTime": {{time}}, "Fingerprint": "{{Fingerprint}}"}""",
            Fingerprint,
            $"ValidityStartTime of the key {Fingerprint} is not a time"
        );

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"Fingerprint\": 1, \"Value\": \"\"}")]
    [InlineData("{\"Fingerprint\": null, \"Value\": \"AAAA\"}")]
    [InlineData("{\"Fingerprint\": \"not a name\", \"Value\": \"AAAA\"}")]
    public void An_entry_without_a_fingerprint_is_unreadable_and_may_be_any_key(string entry) =>
        ShouldBeUnreadable(entry, null, "an entry has no valid fingerprint");

    [Fact]
    public void Unreadable_entries_are_written_back_unchanged()
    {
        var read = PublicKeyList.Read(
            Encoding.UTF8.GetBytes($$"""{"PublicKeyList": [{"Value": "AAAA", "Fingerprint": "{{Fingerprint}}"}]}"""),
            null
        );

        PublicKeyList
            .Read(PublicKeyList.Write(read.Keys, read.Unreadable), null)
            .Unreadable.Should()
            .BeEquivalentTo(read.Unreadable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"PublicKeyList\": null}")]
    [InlineData("{\"PublicKeyList\": {}}")]
    [InlineData("{\"PublicKeyList\": [], \"PublicKeyList\": []}")]
    [InlineData("{\"PublicKeyList\": []} more")]
    public void Any_other_text_is_rejected(string json) => ShouldBeRejected(json, "*");

    private static IReadOnlyList<TrustedKey> Parse(string json)
    {
        var read = PublicKeyList.Read(Encoding.UTF8.GetBytes(json), "us-east-2");

        read.Unreadable.Should().BeEmpty();
        return read.Keys;
    }

    /// <summary>Checks that the entry is unreadable and that the next one is still read.</summary>
    private static void ShouldBeUnreadable(string entry, string? name, string problem)
    {
        var other = $$"""
            {"Value": "{{Convert.ToBase64String(SharedKeys.SecondDer)}}",
            "Fingerprint": "{{SharedKeys.Second.Fingerprint}}"}
            """;

        var read = PublicKeyList.Read(
            Encoding.UTF8.GetBytes($$"""{"PublicKeyList": [{{entry}}, {{other}}]}"""),
            "us-east-2"
        );

        read.Keys.Should().ContainSingle().Which.Key.IsSameKeyAs(SharedKeys.Second).Should().BeTrue();
        var unreadable = read.Unreadable.Should().ContainSingle().Subject;
        (unreadable.Fingerprint?.Hex, unreadable.Region, unreadable.IsListed).Should().Be((name, "us-east-2", true));
        unreadable.Problem.Should().Match(problem);
    }

    private static void ShouldBeRejected(string json, string reason)
    {
        var parse = () => PublicKeyList.Read(Encoding.UTF8.GetBytes(json), null);

        parse.Should().Throw<FormatException>().WithMessage(reason);
    }
}
