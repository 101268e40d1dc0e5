using System.Text;
using Integrity.Checkpoints;
using Integrity.Keys;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Verification;

/// <summary>A checkpoint that is signed: nothing but the very bytes that the key signed is taken for one.</summary>
public sealed class SignedCheckpointTests
{
    private static readonly RsaDigestSigner Signer = TestKey.First.Signer();

    [Fact]
    public async Task It_is_read_back_as_it_was_written()
    {
        var checkpoint = await CheckpointAsync();

        SignedCheckpoint
            .Read(await SignedCheckpoint.WriteAsync(checkpoint, Signer, default), Signer.PublicKey)
            .Should()
            .BeEquivalentTo(checkpoint);
    }

    [Fact]
    public async Task The_signature_is_one_line_behind_the_text_that_it_signs()
    {
        var signed = Encoding.UTF8.GetString(await SignAsync());
        var text = Encoding.UTF8.GetString(CheckpointJson.Write(await CheckpointAsync())) + "\n";

        signed
            .Should()
            .Be(
                $"{text}{{\"publicKeyFingerprint\":\"{TestKey.First.Fingerprint}\",\"signatureAlgorithm\":\"SHA256withRSA\",\"signature\":\"{TestKey.First.SignHex(Encoding.UTF8.GetBytes(text))}\"}}\n"
            );
    }

    [Fact]
    public async Task Whatever_byte_is_altered_it_is_refused()
    {
        var signed = await SignAsync();

        for (var at = 0; at < signed.Length; at++)
        {
            var altered = signed.ToArray();
            altered[at] ^= 1;
            Refused(altered, Signer.PublicKey);
        }
    }

    [Fact]
    public async Task Wherever_it_is_cut_it_is_refused()
    {
        var signed = await SignAsync();

        for (var length = 0; length < signed.Length; length++)
            Refused(signed[..length], Signer.PublicKey);
    }

    [Fact]
    public async Task Whatever_stands_in_front_or_behind_it_is_refused()
    {
        var signed = await SignAsync();

        foreach (var more in (string[])["\n", " ", "{}\n", "\0"])
        {
            Refused([.. signed, .. Encoding.UTF8.GetBytes(more)], Signer.PublicKey);
            Refused([.. Encoding.UTF8.GetBytes(more), .. signed], Signer.PublicKey);
        }
        Refused([.. signed, .. signed], Signer.PublicKey);
    }

    [Fact]
    public async Task Signed_by_another_key_it_is_refused()
    {
        var signed = await SignedCheckpoint.WriteAsync(await CheckpointAsync(), TestKey.Untrusted.Signer(), default);

        Refused(signed, Signer.PublicKey).Should().Be("it is signed with another key");
    }

    [Fact]
    public async Task Signed_by_another_key_in_the_name_of_this_one_it_is_refused()
    {
        var signed = Encoding.UTF8.GetString(
            await SignedCheckpoint.WriteAsync(await CheckpointAsync(), TestKey.Untrusted.Signer(), default)
        );

        Refused(
                Encoding.UTF8.GetBytes(
                    signed.Replace(TestKey.Untrusted.Fingerprint, TestKey.First.Fingerprint, StringComparison.Ordinal)
                ),
                Signer.PublicKey
            )
            .Should()
            .StartWith("invalid signature");
    }

    [Fact]
    public async Task Without_its_signature_it_is_refused() =>
        Refused(CheckpointJson.Write(await CheckpointAsync()), Signer.PublicKey).Should().Be("it is not signed");

    [Fact]
    public async Task A_signature_can_be_told_from_none()
    {
        SignedCheckpoint.IsSigned(await SignAsync()).Should().BeTrue();
        SignedCheckpoint.IsSigned(CheckpointJson.Write(await CheckpointAsync())).Should().BeFalse();
        SignedCheckpoint.IsSigned([]).Should().BeFalse();
    }

    [Fact]
    public async Task What_a_digest_signs_is_never_taken_for_a_checkpoint()
    {
        var signingString = Encoding.UTF8.GetBytes(
            "2025-05-04T16:00:00Z\namzn-s3-demo-bucket/AWSLogs/digest\n4341da56\n9a38\n"
        );
        var signature = await Signer.SignAsync(signingString, default);

        Refused(
                [
                    .. signingString,
                    .. Encoding.UTF8.GetBytes(
                        $"{{\"publicKeyFingerprint\":\"{TestKey.First.Fingerprint}\",\"signatureAlgorithm\":\"SHA256withRSA\",\"signature\":\"{signature.Hex}\"}}\n"
                    ),
                ],
                Signer.PublicKey
            )
            .Should()
            .Be("invalid JSON, or a member is missing or has the wrong type");
    }

    private static string Refused(byte[] content, PublicKey key)
    {
        var read = () => SignedCheckpoint.Read(content, key);
        return read.Should().Throw<FormatException>("{0}", Encoding.UTF8.GetString(content)).Which.Message;
    }

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
