using System.Text;
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
    public void Times_are_epoch_seconds_or_iso_8601_whichever_way_they_are_written(string time)
    {
        var keys = Parse($$"""{"PublicKeyList": [{"Value": "{{Value}}", "ValidityStartTime": {{time}}, "ValidityEndTime": {{time}}, "Fingerprint": "{{Fingerprint}}"}]}""");

        keys.Should().ContainSingle();
        (keys[0].ValidFrom, keys[0].ValidUntil, keys[0].Region).Should().Be((Noon, Noon, "us-east-2"));
        keys[0].Key.Fingerprint.Hex.Should().Be(Fingerprint);
    }

    [Fact]
    public void Old_documentation_spells_the_list_with_a_small_letter() =>
        Parse($$"""{"publicKeyList": [{"Value": "{{Value}}", "Fingerprint": "{{Fingerprint}}"}]}""").Should().ContainSingle();

    [Fact]
    public void Without_times_nothing_is_known_of_the_validity()
    {
        var key = Parse($$"""{"PublicKeyList": [{"Value": "{{Value}}", "ValidityStartTime": null, "Fingerprint": "{{Fingerprint}}", "new": 1}], "NextToken": ""}""").Single();

        (key.ValidFrom, key.ValidUntil).Should().Be((null, null));
    }

    [Fact]
    public void A_genuine_key_published_as_SubjectPublicKeyInfo_is_read_under_its_name()
    {
        const string Name = "31e8b5433410dfb61a9dc45cc65b22ff";

        var key = Parse($$"""{"PublicKeyList": [{"Value": "{{Convert.ToBase64String(AwsKnownAnswers.DerByFingerprint[Name])}}", "Fingerprint": "{{Name}}"}]}""").Single();

        key.Key.Fingerprint.Hex.Should().Be(Name);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var spki = PublicKey.FromDer(SharedKeys.FirstSpki);
        TrustedKey[] keys = [new(SharedKeys.First, "us-east-2", Noon, Noon.AddMilliseconds(1500)), new(SharedKeys.Second, "us-east-2"), new(spki, "us-east-2")];

        var read = PublicKeyList.Parse(PublicKeyList.Write(keys), "us-east-2");

        read.Select(k => (k.Region, k.ValidFrom, k.ValidUntil)).Should().Equal(keys.Select(k => (k.Region, k.ValidFrom, k.ValidUntil)));
        read.Zip(keys).Should().OnlyContain(pair => pair.First.Key.IsSameKeyAs(pair.Second.Key));
    }

    [Fact]
    public void A_key_that_is_not_what_its_fingerprint_says_is_refused()
    {
        var other = SharedKeys.Second.Fingerprint.Hex;

        Refused($$"""{"PublicKeyList": [{"Value": "{{Value}}", "Fingerprint": "{{other}}"}]}""", $"the key {other} has the fingerprint {Fingerprint}");
    }

    [Fact]
    public void A_key_that_is_not_an_RSA_key_is_refused()
    {
        var ec = string.Concat(SharedKeys.EcPem().Split('\n').Where(line => !line.StartsWith('-')));

        Refused($$"""{"PublicKeyList": [{"Value": "{{ec}}", "Fingerprint": "{{Fingerprint}}"}]}""", $"the key {Fingerprint} is not an RSA public key: *");
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("\"NaN\"")]
    [InlineData("\"\"")]
    public void A_time_that_cannot_be_read_is_refused(string time) =>
        Refused($$"""{"PublicKeyList": [{"Value": "{{Value}}", "ValidityStartTime": {{time}}, "Fingerprint": "{{Fingerprint}}"}]}""", "*");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"PublicKeyList\": null}")]
    [InlineData("{\"PublicKeyList\": {}}")]
    [InlineData("{\"PublicKeyList\": [null]}")]
    [InlineData("{\"PublicKeyList\": [{}]}")]
    [InlineData("{\"PublicKeyList\": [{\"Fingerprint\": \"31e8b5433410dfb61a9dc45cc65b22ff\"}]}")]
    [InlineData("{\"PublicKeyList\": [{\"Fingerprint\": 1, \"Value\": \"\"}]}")]
    [InlineData("{\"PublicKeyList\": [{\"Fingerprint\": null, \"Value\": \"AAAA\"}]}")]
    [InlineData("{\"PublicKeyList\": [{\"Fingerprint\": \"31e8b5433410dfb61a9dc45cc65b22ff\", \"Value\": \"no base64!\"}]}")]
    [InlineData("{\"PublicKeyList\": [], \"PublicKeyList\": []}")]
    [InlineData("{\"PublicKeyList\": []} more")]
    public void A_text_that_is_not_such_a_list_is_refused(string json) => Refused(json, "*");

    [Fact]
    public void A_key_without_its_fingerprint_is_refused() => Refused($$"""{"PublicKeyList": [{"Value": "{{Value}}"}]}""", "it is not the JSON text of a list of public keys");

    private static IReadOnlyList<TrustedKey> Parse(string json) => PublicKeyList.Parse(Encoding.UTF8.GetBytes(json), "us-east-2");

    private static void Refused(string json, string reason)
    {
        var parse = () => Parse(json);

        parse.Should().Throw<FormatException>().WithMessage(reason);
    }
}
