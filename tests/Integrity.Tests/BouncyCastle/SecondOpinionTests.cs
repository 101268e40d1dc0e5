using FsCheck;
using FsCheck.Fluent;
using Integrity.BouncyCastle;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Tests.Keys;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;
using Integrity.Verification;

namespace Integrity.Tests.BouncyCastle;

/// <summary>Two implementations of RSA: on what is genuine both say yes, on whatever else both say the same, and where they do not, nobody is believed.</summary>
public sealed class SecondOpinionTests
{
    private static readonly byte[] Data = "what was signed"u8.ToArray();

    public static TheoryData<string> GenuineSignatures => new(AwsKnownAnswers.Signatures.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(GenuineSignatures))]
    public void A_genuine_signature_of_AWS_is_right_and_with_a_bit_changed_it_is_not(string name)
    {
        var (_, fingerprint, signature, hash) = AwsKnownAnswers.Signatures.Single(s => s.Name == name);
        var key = RsaKey.TryParse(AwsKnownAnswers.DerByFingerprint[fingerprint])!;

        BouncyCastleSignatureCheck.IsRight(key, hash, signature.Bytes).Should().BeTrue();
        BouncyCastleSignatureCheck
            .IsRight(key, [.. hash[..^1], (byte)(hash[^1] ^ 1)], signature.Bytes)
            .Should()
            .BeFalse();
        BouncyCastleSignatureCheck
            .IsRight(key, hash, [.. signature.Bytes[..^1], (byte)(signature.Bytes[^1] ^ 1)])
            .Should()
            .BeFalse();
    }

    [Theory]
    [InlineData("bouncycastle")]
    [InlineData("both")]
    public async Task The_program_prints_the_same_on_every_vector_whoever_checks(string crypto)
    {
        foreach (var vector in Vector.AllNames.Select(name => new Vector(name)))
        {
            var run = await ProgramRun.OfAsync([
                .. vector.Arguments,
                "--source",
                vector.Buckets,
                "--keys",
                vector.PublicKeys,
                "--crypto",
                crypto,
            ]);

            run.Should()
                .Be(
                    new ProgramRun(vector.ExitCode, vector.Read("expected.stdout"), vector.Read("expected.stderr")),
                    "of {0}",
                    vector
                );
        }
    }

    [Fact]
    public void Both_say_the_same_of_any_change_to_a_signature() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                Changes(256),
                changes =>
                {
                    var genuine = RawRsa.Usual.Sign(RawRsa.Usual.Encode(RawRsa.DigestInfo(Data)));
                    var signature = Apply(changes, genuine);

                    TwoOpinions
                        .AreRight(RawRsa.Usual.Der, Data, signature)
                        .Should()
                        .Be(signature.SequenceEqual(genuine), "changes can undo each other");
                }
            )
        );

    [Fact]
    public void Both_take_the_same_keys_and_say_the_same_with_them_after_any_change() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Changes(RawRsa.Usual.Der.Length),
                changes =>
                {
                    var der = Apply(changes, RawRsa.Usual.Der);

                    if (TwoOpinions.Take(der))
                        TwoOpinions
                            .AreRight(der, Data, RawRsa.Usual.Sign(RawRsa.Usual.Encode(RawRsa.DigestInfo(Data))))
                            .Should()
                            .Be(der.AsSpan().SequenceEqual(RawRsa.Usual.Der));
                }
            )
        );

    [Theory]
    [InlineData(SignatureAnswer.Right, SignatureAnswer.Right, SignatureAnswer.Right)]
    [InlineData(SignatureAnswer.Wrong, SignatureAnswer.Wrong, SignatureAnswer.Wrong)]
    [InlineData(SignatureAnswer.Right, SignatureAnswer.Wrong, SignatureAnswer.Disputed)]
    [InlineData(SignatureAnswer.Wrong, SignatureAnswer.Right, SignatureAnswer.Disputed)]
    [InlineData(SignatureAnswer.Right, SignatureAnswer.Disputed, SignatureAnswer.Disputed)]
    [InlineData(SignatureAnswer.Disputed, SignatureAnswer.Disputed, SignatureAnswer.Disputed)]
    public void Only_what_both_say_is_believed(
        SignatureAnswer first,
        SignatureAnswer second,
        SignatureAnswer together
    ) =>
        new AgreeingSignatureChecks(new Fixed(first), new Fixed(second))
            .Check(SharedKeys.First, Data, new Signature([1]))
            .Should()
            .Be(together);

    [Theory]
    [InlineData(SignatureAnswer.Right)]
    [InlineData(SignatureAnswer.Wrong)]
    public async Task A_disagreement_could_not_be_checked_and_no_log_file_is_opened_on_its_word(SignatureAnswer other)
    {
        var trail = TrailSimulator.OfHours(2);
        var platform = other == SignatureAnswer.Right ? SignatureAnswer.Wrong : SignatureAnswer.Right;
        var keys = new CheckedKeys(trail.Keys, new AgreeingSignatureChecks(new Fixed(platform), new Fixed(other)));

        var outcome = await trail.VerifyAsync(keys: keys);

        outcome.Results[0].Findings.Should().ContainSingle().Which.Code.Should().Be(FindingCode.SignatureDisputed);
        outcome.Results[0].Verdict.Should().Be(Verdict.Incomplete);
        outcome.Verdict.Should().NotBe(Verdict.Valid);
        outcome.Results[1].Should().NotBeOfType<LogFileResult>();
    }

    private sealed class Fixed(SignatureAnswer answer) : ISignatureCheck
    {
        public SignatureAnswer Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) => answer;
    }

    /// <summary>One to three changes: a bit turned, a byte put in or taken out.</summary>
    private static Arbitrary<(int At, int Deed)[]> Changes(int length) =>
        (
            from count in Gen.Choose(1, 3)
            from changes in (
                from at in Gen.Choose(0, length - 1)
                from deed in Gen.Choose(0, 15)
                select (at, deed)
            ).ArrayOf(count)
            select changes.DistinctBy(change => change.at).ToArray()
        ).ToArbitrary();

    private static byte[] Apply((int At, int Deed)[] changes, byte[] bytes)
    {
        var changed = bytes.ToList();
        foreach (var (at, deed) in changes)
        {
            if (deed < 8)
                changed[at % changed.Count] ^= (byte)(1 << deed);
            else if (deed < 12)
                changed.Insert(at, (byte)(deed - 8));
            else
                changed.RemoveAt(at % changed.Count);
        }
        return [.. changed];
    }
}
