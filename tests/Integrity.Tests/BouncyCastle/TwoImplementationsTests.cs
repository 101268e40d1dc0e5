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

/// <summary>
/// Two implementations of RSA accept genuine signatures and agree on all others. If they disagree, neither is trusted.
/// </summary>
public sealed class TwoImplementationsTests
{
    private static readonly byte[] Data = "what was signed"u8.ToArray();

    public static TheoryData<string> GenuineSignatures => new(AwsKnownAnswers.Signatures.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(GenuineSignatures))]
    public void A_genuine_AWS_signature_is_valid_and_a_flipped_bit_makes_it_invalid(string name)
    {
        var (_, fingerprint, signature, hash) = AwsKnownAnswers.Signatures.Single(s => s.Name == name);
        var key = RsaKey.TryParse(AwsKnownAnswers.DerByFingerprint[fingerprint])!;

        BouncyCastleSignatureCheck.IsValid(key, hash, signature.Bytes).Should().BeTrue();
        BouncyCastleSignatureCheck
            .IsValid(key, [.. hash[..^1], (byte)(hash[^1] ^ 1)], signature.Bytes)
            .Should()
            .BeFalse();
        BouncyCastleSignatureCheck
            .IsValid(key, hash, [.. signature.Bytes[..^1], (byte)(signature.Bytes[^1] ^ 1)])
            .Should()
            .BeFalse();
    }

    [Theory]
    [InlineData("bouncycastle")]
    [InlineData("both")]
    public async Task Every_vector_has_the_same_output_with_any_implementation(string crypto)
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
                    "vector {0}",
                    vector
                );
        }
    }

    [Fact]
    public void Both_agree_on_any_change_to_a_signature() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                Changes(256),
                changes =>
                {
                    var genuine = RawRsa.Usual.Sign(RawRsa.Usual.Encode(RawRsa.DigestInfo(Data)));
                    var signature = Apply(changes, genuine);

                    BothImplementations
                        .Verify(RawRsa.Usual.Der, Data, signature)
                        .Should()
                        .Be(signature.SequenceEqual(genuine), "changes can undo each other");
                }
            )
        );

    [Fact]
    public void Both_agree_on_any_change_to_a_key() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Changes(RawRsa.Usual.Der.Length),
                changes =>
                {
                    var der = Apply(changes, RawRsa.Usual.Der);

                    if (BothImplementations.Accept(der))
                        BothImplementations
                            .Verify(der, Data, RawRsa.Usual.Sign(RawRsa.Usual.Encode(RawRsa.DigestInfo(Data))))
                            .Should()
                            .Be(der.AsSpan().SequenceEqual(RawRsa.Usual.Der));
                }
            )
        );

    [Theory]
    [InlineData(SignatureCheckResult.Valid, SignatureCheckResult.Valid, SignatureCheckResult.Valid)]
    [InlineData(SignatureCheckResult.Invalid, SignatureCheckResult.Invalid, SignatureCheckResult.Invalid)]
    [InlineData(SignatureCheckResult.Valid, SignatureCheckResult.Invalid, SignatureCheckResult.Disputed)]
    [InlineData(SignatureCheckResult.Invalid, SignatureCheckResult.Valid, SignatureCheckResult.Disputed)]
    [InlineData(SignatureCheckResult.Valid, SignatureCheckResult.Disputed, SignatureCheckResult.Disputed)]
    [InlineData(SignatureCheckResult.Disputed, SignatureCheckResult.Disputed, SignatureCheckResult.Disputed)]
    public void The_result_is_disputed_unless_both_agree(
        SignatureCheckResult first,
        SignatureCheckResult second,
        SignatureCheckResult combined
    ) =>
        new DualSignatureCheck(new Fixed(first), new Fixed(second))
            .Check(SharedKeys.First, Data, new Signature([1]))
            .Should()
            .Be(combined);

    [Theory]
    [InlineData(SignatureCheckResult.Valid)]
    [InlineData(SignatureCheckResult.Invalid)]
    public async Task A_disputed_digest_could_not_be_checked_and_its_log_files_are_not_opened(
        SignatureCheckResult other
    )
    {
        var trail = TrailSimulator.OfHours(2);
        var platform = other == SignatureCheckResult.Valid ? SignatureCheckResult.Invalid : SignatureCheckResult.Valid;
        var keys = new KeySourceWithCheck(trail.Keys, new DualSignatureCheck(new Fixed(platform), new Fixed(other)));

        var outcome = await trail.VerifyAsync(keys: keys);

        outcome.Results[0].Findings.Should().ContainSingle().Which.Code.Should().Be(FindingCode.SignatureDisputed);
        outcome.Results[0].Verdict.Should().Be(Verdict.Incomplete);
        outcome.Verdict.Should().NotBe(Verdict.Valid);
        outcome.Results[1].Should().NotBeOfType<LogFileResult>();
    }

    private sealed class Fixed(SignatureCheckResult answer) : ISignatureCheck
    {
        public SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) => answer;
    }

    /// <summary>Generates one to three edits: a flipped bit, an inserted byte or a removed byte.</summary>
    private static Arbitrary<(int At, int Edit)[]> Changes(int length) =>
        (
            from count in Gen.Choose(1, 3)
            from changes in (
                from at in Gen.Choose(0, length - 1)
                from edit in Gen.Choose(0, 15)
                select (at, edit)
            ).ArrayOf(count)
            select changes.DistinctBy(change => change.at).ToArray()
        ).ToArbitrary();

    private static byte[] Apply((int At, int Edit)[] changes, byte[] bytes)
    {
        var changed = bytes.ToList();
        foreach (var (at, edit) in changes)
        {
            if (edit < 8)
                changed[at % changed.Count] ^= (byte)(1 << edit);
            else if (edit < 12)
                changed.Insert(at, (byte)(edit - 8));
            else
                changed.RemoveAt(at % changed.Count);
        }
        return [.. changed];
    }
}
