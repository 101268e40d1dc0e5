using System.Text.Json.Nodes;
using Integrity.Findings;
using Integrity.Proofs;
using Integrity.Tests.Support;

namespace Integrity.Tests.Proofs;

/// <summary>Forged proofs of events.</summary>
public sealed class EventProofAttacks
{
    private readonly ProofFixture _fixture = new();

    [Theory]
    [InlineData("eventId", "\"three\"")]
    [InlineData("eventId", "\"nowhere\"")]
    [InlineData("eventId", "\"decoy\"")]
    [InlineData("index", "0")]
    [InlineData("index", "-1")]
    [InlineData("record", """{"eventName":"DeleteTrail","nested":{"eventID":"decoy"},"eventID":"two"}""")]
    [InlineData("record", "null")]
    public async Task A_changed_event(string member, string value)
    {
        var proof = await ProveEventAsync();

        ProofAttacks.ShouldProveNothing(
            await _fixture.CheckAsync(proof, json => json["event"]![member] = JsonNode.Parse(value)),
            FindingCode.ProofEvent
        );
    }

    [Fact]
    public async Task An_event_of_another_log_file()
    {
        var proof = await ProveEventAsync();

        ProofAttacks.ShouldProveNothing(
            await _fixture.CheckAsync(
                await _fixture.ProveAsync(),
                json => json["event"] = JsonNode.Parse(ProofJson.Write(proof))!["event"]!.DeepClone()
            ),
            FindingCode.ProofEvent
        );
    }

    [Fact]
    public async Task A_reformatted_record_is_still_valid()
    {
        var proof = await ProveEventAsync();

        var result = await _fixture.CheckAsync(
            proof,
            json =>
                json["event"]!["record"] = JsonNode.Parse(
                    """{ "eventID" : "t\u0077o", "eventName":"GetObject", "nested":{"eventID":"decoy"} }"""
                )
        );

        result.Verdict.Should().Be(Verdict.Valid, "reformatting is not tampering");
    }

    private async Task<Proof> ProveEventAsync()
    {
        _fixture.DeliverEvents("one", "two", "three");
        return await _fixture.ProveAsync(request =>
            request with
            {
                Search = _fixture.Trail.Request,
                LogFilePath = null,
                EventId = "two",
            }
        );
    }
}
