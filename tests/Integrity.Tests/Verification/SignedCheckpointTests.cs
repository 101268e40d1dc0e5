using System.Text;
using Integrity.Checkpoints;
using Integrity.Keys;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification;

/// <summary>A signed checkpoint. Only the exact bytes that the key signed are accepted.</summary>
public sealed class SignedCheckpointTests
{
    private static readonly RsaDigestSigner Signer = TestKey.First.Signer();

    [Fact]
    public async Task A_signed_checkpoint_round_trips()
    {
        var checkpoint = await CheckpointAsync();

        SignedCheckpoint
            .Read(await SignedCheckpoint.WriteAsync(checkpoint, Signer, default), Signer.PublicKey)
            .Should()
            .BeEquivalentTo(checkpoint);
    }

    [Fact]
    public async Task The_signature_is_one_line_after_the_signed_text()
    {
        var signed = Encoding.UTF8.GetString(await SignAsync());
        var text = Encoding.UTF8.GetString(CheckpointJson.Write(await CheckpointAsync())) + "\n";

        signed.Should().Be(text + SignatureLine(TestKey.First.SignHex(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public async Task A_change_of_any_byte_is_rejected()
    {
        var signed = await SignAsync();

        for (var at = 0; at < signed.Length; at++)
        {
            var altered = signed.ToArray();
            altered[at] ^= 1;
            Rejection(altered, Signer.PublicKey);
        }
    }

    [Fact]
    public async Task A_truncated_checkpoint_is_rejected()
    {
        var signed = await SignAsync();

        for (var length = 0; length < signed.Length; length++)
            Rejection(signed[..length], Signer.PublicKey);
    }

    [Fact]
    public async Task Extra_text_before_or_after_it_is_rejected()
    {
        var signed = await SignAsync();

        foreach (var more in (string[])["\n", " ", "{}\n", "\0"])
        {
            Rejection([.. signed, .. Encoding.UTF8.GetBytes(more)], Signer.PublicKey);
            Rejection([.. Encoding.UTF8.GetBytes(more), .. signed], Signer.PublicKey);
        }
        Rejection([.. signed, .. signed], Signer.PublicKey);
    }

    [Fact]
    public async Task A_checkpoint_signed_with_another_key_is_rejected()
    {
        var signed = await SignedCheckpoint.WriteAsync(await CheckpointAsync(), TestKey.Untrusted.Signer(), default);

        Rejection(signed, Signer.PublicKey).Should().Be("it is signed with another key");
    }

    [Fact]
    public async Task A_checkpoint_signed_with_another_key_under_the_name_of_this_one_is_rejected()
    {
        var signed = Encoding.UTF8.GetString(
            await SignedCheckpoint.WriteAsync(await CheckpointAsync(), TestKey.Untrusted.Signer(), default)
        );

        Rejection(
                Encoding.UTF8.GetBytes(
                    signed.Replace(TestKey.Untrusted.Fingerprint, TestKey.First.Fingerprint, StringComparison.Ordinal)
                ),
                Signer.PublicKey
            )
            .Should()
            .StartWith("invalid signature");
    }

    [Fact]
    public async Task An_unsigned_checkpoint_is_rejected() =>
        Rejection(CheckpointJson.Write(await CheckpointAsync()), Signer.PublicKey).Should().Be("it is not signed");

    [Fact]
    public async Task A_signed_checkpoint_is_recognized()
    {
        SignedCheckpoint.IsSigned(await SignAsync()).Should().BeTrue();
        SignedCheckpoint.IsSigned(CheckpointJson.Write(await CheckpointAsync())).Should().BeFalse();
        SignedCheckpoint.IsSigned([]).Should().BeFalse();
    }

    [Fact]
    public async Task The_signing_string_of_a_digest_is_never_accepted_as_a_checkpoint()
    {
        var signingString = Encoding.UTF8.GetBytes(
            "2025-05-04T16:00:00Z\namzn-s3-demo-bucket/AWSLogs/digest\n4341da56\n9a38\n"
        );
        var signature = await Signer.SignAsync(signingString, default);

        Rejection([.. signingString, .. Encoding.UTF8.GetBytes(SignatureLine(signature.Hex))], Signer.PublicKey)
            .Should()
            .Be("invalid JSON, or a member is missing or has the wrong type");
    }

    private static string Rejection(byte[] content, PublicKey key)
    {
        var read = () => SignedCheckpoint.Read(content, key);
        return read.Should().Throw<FormatException>("{0}", Encoding.UTF8.GetString(content)).Which.Message;
    }

    private static string SignatureLine(string signature) =>
        $"{{\"publicKeyFingerprint\":\"{TestKey.First.Fingerprint}\","
        + $"\"signatureAlgorithm\":\"SHA256withRSA\",\"signature\":\"{signature}\"}}\n";

    private static async Task<byte[]> SignAsync() =>
        await SignedCheckpoint.WriteAsync(await CheckpointAsync(), Signer, default);

    private static async Task<Checkpoint> CheckpointAsync()
    {
        var outcome = await TrailSimulator.OfHours(2).VerifyAsync();
        var collector = new CheckpointCollector();
        foreach (var result in outcome.Results)
            collector.Add(result);
        return collector.Advance(null, outcome.Summary);
    }
}
