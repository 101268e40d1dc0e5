using System.Text;
using System.Text.Json;
using Integrity.Proofs;
using Integrity.Tests.Support;

namespace Integrity.Tests.Proofs;

/// <summary>
/// The JSON of a proof is untrusted: malformed input is rejected in bounded time and memory, without a crash.
/// </summary>
public sealed class ProofJsonTests
{
    private readonly ProofFixture _fixture = new();

    [Fact]
    public async Task A_proof_is_read_back_unchanged()
    {
        _fixture.DeliverEvents("one");
        var proof = await _fixture.ProveAsync(request =>
            request with
            {
                Search = _fixture.Trail.Request,
                LogFilePath = null,
                EventId = "one",
                ToNewest = true,
            }
        );

        var json = ProofJson.Write(proof);

        ProofJson.Write(ProofJson.Read(json)).Should().Equal(json);
    }

    [Theory]
    [InlineData("\"schemaVersion\": 1,", "\"schemaVersion\": 1, \"schemaVersion\": 1,")]
    [InlineData("\"schemaVersion\": 1,", "\"schemaVersion\": 2,")]
    [InlineData("\"schemaVersion\": 1,", "\"schemaVersion\": \"1\",")]
    [InlineData("\"schemaVersion\": 1,", "")]
    [InlineData("\"schemaVersion\": 1,", "\"schemaVersion\": 1, \"unknown\": 1,")]
    [InlineData("\"logFile\": {", "\"logFile\": { \"s3Bucket\": \"twice\",")]
    [InlineData("\"logFile\": {", "\"logFile\": { \"hash\": \"\",")]
    [InlineData("\"metadata\": {", "\"metadata\": { \"signature\": \"twice\",")]
    [InlineData("\"metadata\": {", "\"metadata\": { \"x\": null,")]
    [InlineData("\"content\": \"H4s", "\"content\": \"H4!")]
    [InlineData("\"content\": \"H4s", "\"content\": null, \"x\": \"")]
    [InlineData("\"digests\": [", "\"digests\": 1, \"x\": [")]
    [InlineData("\"value\": \"MII", "\"value\": \"MIJ")]
    [InlineData("\"fingerprint\": \"", "\"fingerprint\": \"0")]
    [InlineData("us-east-2", "us-\\ud800-2")]
    public async Task Malformed_JSON_is_rejected(string part, string instead)
    {
        var text = Encoding.UTF8.GetString(ProofJson.Write(await _fixture.ProveAsync()));

        text.Should().Contain(part);
        Reading(text.Replace(part, instead, StringComparison.Ordinal)).Should().Throw<FormatException>();
    }

    [Fact]
    public async Task A_truncated_proof_is_rejected()
    {
        var text = Encoding.UTF8.GetString(ProofJson.Write(await _fixture.ProveAsync())).TrimEnd();

        for (var length = 0; length < text.Length; length += 61)
            Reading(text[..length]).Should().Throw<FormatException>();
        Reading(text[..^1]).Should().Throw<FormatException>();
    }

    [Fact]
    public void Deep_nesting_is_rejected() => Reading(new string('[', 1_000_000)).Should().Throw<FormatException>();

    [Fact]
    public async Task A_proof_without_digests_or_with_duplicate_objects_is_rejected()
    {
        var proof = await _fixture.ProveAsync();

        Reading(proof with { Digests = [] }).Should().Throw<FormatException>().WithMessage("it contains no digest");
        Reading(proof with { Digests = [proof.Digests[0], proof.Digests[0]] })
            .Should()
            .Throw<FormatException>()
            .WithMessage("duplicate object");
        Reading(proof with { LogFile = proof.Digests[0].Location })
            .Should()
            .Throw<FormatException>()
            .WithMessage("duplicate object");
        Reading(proof with { Content = null, Event = new ProvedEvent("x", 0, "{}"u8.ToArray()) })
            .Should()
            .Throw<FormatException>()
            .WithMessage("it is about an event but does not contain the log file");
    }

    [Fact]
    public async Task Too_many_digests_are_rejected()
    {
        var proof = await _fixture.ProveAsync();
        var tiny = proof.Digests[0] with
        {
            Content = new byte[1],
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal),
        };

        Reading(proof with { Digests = [.. Enumerable.Repeat(tiny, Proof.MaxDigests + 1)] })
            .Should()
            .Throw<FormatException>()
            .WithMessage("it contains more than*");
    }

    [Fact]
    public async Task A_digest_must_have_the_object_path_of_a_digest()
    {
        var check = () =>
            _fixture.CheckAsync(
                _fixture.ProveAsync().Result,
                json => ProofFixture.DigestOf(json, 0)["s3Object"] = "../etc/passwd"
            );

        await check.Should().ThrowAsync<FormatException>();
    }

    [Fact]
    public async Task No_bit_flip_crashes_the_check_or_changes_what_is_proved()
    {
        var proof = await _fixture.ProveAsync();
        var json = ProofJson.Write(proof);
        var genuine = await _fixture.CheckAsync(proof);
        var random = new Random(1);

        for (var i = 0; i < json.Length; i += 7)
        {
            var damaged = json.ToArray();
            damaged[i] ^= (byte)(1 << random.Next(8));
            try
            {
                var result = await new ProofChecker(_fixture.Trail.Keys).CheckAsync(
                    ProofJson.Read(damaged),
                    null,
                    default
                );
                if (result.Verdict == Integrity.Findings.Verdict.Valid)
                    (result.Entry, result.Listing!.Location)
                        .Should()
                        .Be(
                            (genuine.Entry, genuine.Listing!.Location),
                            "byte {0} is white space or not part of what is proved",
                            i
                        );
            }
            catch (FormatException)
            {
                // Most changes are rejected.
            }
        }
    }

    [Theory]
    [InlineData("""{"Records":[{"eventID":"x"}],"Records":[]}""")]
    [InlineData("""{"Records":[{"eventID":"y","eventID":"x"}]}""")]
    [InlineData("""{"Records":[{"eventID":"x"},{"eventID":"x"}]}""")]
    [InlineData("""{"Records":[{"eventID":"x"}]}{}""")]
    [InlineData("""{"Records":[{"eventID":"x"}""")]
    [InlineData("""{"Records":{"eventID":"x"}}""")]
    [InlineData("""{"records":[{"eventID":"x"}]}""")]
    [InlineData("""[{"eventID":"x"}]""")]
    [InlineData("""{"Records":[{"eventID":"\ud800"}]}""")]
    [InlineData("")]
    public void An_ambiguous_log_file_is_not_searched(string content) =>
        FluentActions
            .Invoking(() => EventRecords.Find(Encoding.UTF8.GetBytes(content), "x"))
            .Should()
            .Throw<FormatException>();

    [Theory]
    [InlineData("""{"Records":[1,[{"eventID":"x"}],{"eventID":1},{"eventID":"\u0078"}]}""", 3)]
    [InlineData("""{"before":{"Records":[{"eventID":"x"}]},"Records":[{"event\u0049D":"x"}]}""", 0)]
    public void An_event_is_found_however_its_ID_is_written(string content, int index) =>
        EventRecords.Find(Encoding.UTF8.GetBytes(content), "x")!.Value.Index.Should().Be(index);

    [Theory]
    [InlineData("""{"Records":[]}""")]
    [InlineData("""{"Records":[{"eventID":"y","x":{"eventID":"x"}},{"eventid":"x"},{"eventID":["x"]}]}""")]
    public void A_similar_record_is_not_the_event(string content) =>
        EventRecords.Find(Encoding.UTF8.GetBytes(content), "x").Should().BeNull();

    [Fact]
    public async Task The_schema_describes_every_member()
    {
        _fixture.DeliverEvents("one");
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.PathTo("schema", "proof-v1.schema.json")));
        using var proof = JsonDocument.Parse(
            ProofJson.Write(
                await _fixture.ProveAsync(request =>
                    request with
                    {
                        Search = _fixture.Trail.Request,
                        LogFilePath = null,
                        EventId = "one",
                    }
                )
            )
        );

        Described(schema.RootElement, proof.RootElement);
        schema
            .RootElement.GetProperty("properties")
            .GetProperty("digests")
            .GetProperty("maxItems")
            .GetInt32()
            .Should()
            .Be(Proof.MaxDigests);
    }

    private static void Described(JsonElement schema, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            Described(schema.GetProperty("items"), value[0]);
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
            return;
        schema.GetProperty("additionalProperties").GetBoolean().Should().BeFalse();
        properties
            .EnumerateObject()
            .Select(member => member.Name)
            .Should()
            .BeEquivalentTo(value.EnumerateObject().Select(member => member.Name));
        foreach (var member in properties.EnumerateObject())
        {
            member.Value.GetProperty("description").GetString()!.Length.Should().BeGreaterThan(5, member.Name);
            Described(member.Value, value.GetProperty(member.Name));
        }
    }

    private static Action Reading(string text) => () => ProofJson.Read(Encoding.UTF8.GetBytes(text));

    private static Action Reading(Proof proof) => () => ProofJson.Read(ProofJson.Write(proof));
}
