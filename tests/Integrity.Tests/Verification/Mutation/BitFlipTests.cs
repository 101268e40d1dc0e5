using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Mutation;

/// <summary>
/// A small valid trail with single bits flipped, one at a time, in everything that a verification reads. It is never
/// valid, unless the flipped bit has no meaning (unused gzip header fields, the case of a hexadecimal digit).
/// </summary>
public class BitFlipTests
{
    private readonly TrailSimulator _trail = TrailSimulator.OfHours(2, logFiles: 1);
    private readonly KeyRing _keys;

    public BitFlipTests() => _keys = _trail.Keys;

    public static TheoryData<int> Hours => [0, 1];

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task No_flipped_bit_in_the_content_of_a_digest_stays_valid(int hour)
    {
        var digest = _trail.Digests[hour];

        await ForEachFlip(
            digest.Body,
            bitsPerByte: 3,
            async (flipped, bit) =>
                (await VerdictWith(digest.Location, GzipBytes.Compress(flipped, CompressionLevel.NoCompression)))
                    .Should()
                    .NotBe(Verdict.Valid, $"bit {bit} was flipped")
        );
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task No_flipped_bit_in_the_content_of_a_log_file_stays_valid(int hour)
    {
        var file = _trail.Digests[hour].LogFiles[0];

        await ForEachFlip(
            file.Content,
            bitsPerByte: 8,
            async (flipped, bit) =>
                (await VerdictWith(file.Location, GzipBytes.Compress(flipped, CompressionLevel.NoCompression)))
                    .Should()
                    .Be(Verdict.Invalid, $"bit {bit} was flipped")
        );
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public Task A_flipped_bit_in_the_stored_bytes_of_a_digest_changes_the_verdict_or_nothing(int hour) =>
        ChangesTheVerdictOrNothing(_trail.Digests[hour].Location);

    [Theory]
    [MemberData(nameof(Hours))]
    public Task A_flipped_bit_in_the_stored_bytes_of_a_log_file_changes_the_verdict_or_nothing(int hour) =>
        ChangesTheVerdictOrNothing(_trail.Digests[hour].LogFiles[0].Location);

    [Theory]
    [InlineData("signature")]
    [InlineData("signature-algorithm")]
    public async Task No_flipped_bit_in_the_metadata_stays_valid(string name)
    {
        var (location, metadata) = (_trail.Digests[1].Location, _trail.Digests[1].Metadata);

        await ForEachFlip(
            Encoding.Latin1.GetBytes(metadata[name]),
            bitsPerByte: 8,
            async (flipped, bit) =>
            {
                var value = Encoding.Latin1.GetString(flipped);
                if (name == "signature" && value.Equals(metadata[name], StringComparison.OrdinalIgnoreCase))
                    return;
                var store = _trail.Store.Clone();
                store.EditMetadata(
                    location,
                    whole => new Dictionary<string, string>(whole, StringComparer.Ordinal) { [name] = value }
                );
                (await VerdictOf(store, _keys)).Should().Be(Verdict.Invalid, $"bit {bit} was flipped");
            }
        );
    }

    [Fact]
    public async Task No_flipped_bit_in_a_sidecar_file_stays_valid()
    {
        var (location, metadata) = (_trail.Digests[1].Location, _trail.Digests[1].Metadata);

        await ForEachFlip(
            MetadataSidecar.Write(metadata),
            bitsPerByte: 3,
            async (flipped, bit) =>
            {
                var read = MetadataSidecar.Parse(flipped).Metadata;
                if (read is not null && IsSameSignature(metadata, read))
                    return;
                var store = _trail.Store.Clone();
                if (read is null)
                {
                    // Other content than a JSON object is no sidecar, and no newer digest records this signature.
                    store.EditMetadata(location, _ => null);
                    (await VerdictOf(store, _keys)).Should().Be(Verdict.Incomplete, $"bit {bit} was flipped");
                    return;
                }
                store.EditMetadata(location, _ => new Dictionary<string, string>(read, StringComparer.Ordinal));
                (await VerdictOf(store, _keys)).Should().Be(Verdict.Invalid, $"bit {bit} was flipped");
            }
        );
    }

    [Fact]
    public async Task No_flipped_bit_in_the_trusted_key_stays_valid() =>
        await ForEachFlip(
            TestKey.First.Der,
            bitsPerByte: 8,
            async (flipped, bit) =>
            {
                if (Load(flipped) is not { } key)
                    return;
                (await VerdictOf(_trail.Store, new KeyRing([new TrustedKey(key)])))
                    .Should()
                    .Be(Verdict.Invalid, $"bit {bit} was flipped");
            }
        );

    /// <summary>Parses a key. Returns <c>null</c> if it is rejected; any other exception fails the test.</summary>
    private static PublicKey? Load(byte[] der)
    {
        try
        {
            return PublicKey.FromDer(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool IsSameSignature(
        IReadOnlyDictionary<string, string> one,
        IReadOnlyDictionary<string, string> other
    ) =>
        string.Equals(one["signature"], other.GetValueOrDefault("signature"), StringComparison.OrdinalIgnoreCase)
        && one["signature-algorithm"] == other.GetValueOrDefault("signature-algorithm");

    private async Task ChangesTheVerdictOrNothing(ObjectLocation location)
    {
        var inflated = GzipBytes.Inflate(_trail.Store[location]);
        var harmless = 0;
        await ForEachFlip(
            _trail.Store[location],
            bitsPerByte: 8,
            async (flipped, bit) =>
            {
                if (await VerdictWith(location, flipped) != Verdict.Valid)
                    return;
                harmless++;
                GzipBytes
                    .Inflate(flipped)
                    .Should()
                    .Equal(inflated, $"bit {bit} was flipped, but the verdict is still valid");
            }
        );
        // These have no meaning: modification time, extra flags, operating system, the text flag, and up to seven
        // bits of padding before the checksum.
        harmless.Should().BeLessThanOrEqualTo(60);
    }

    private async Task<Verdict> VerdictWith(ObjectLocation location, byte[] bytes)
    {
        var store = _trail.Store.Clone();
        store.Edit(location, _ => bytes);
        return await VerdictOf(store, _keys);
    }

    private async Task<Verdict> VerdictOf(MemoryStore store, KeyRing keys) =>
        (await Outcome.OnceAsync(store, keys, _trail.Request with { Concurrency = 1 }, _trail.End.AddDays(1))).Verdict;

    /// <summary>Returns every bit, or some bits of every byte, which vary from byte to byte.</summary>
    private static async Task ForEachFlip(byte[] bytes, int bitsPerByte, Func<byte[], int, Task> check)
    {
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            if ((bit + (bit / 8 * 5)) % 8 >= bitsPerByte)
                continue;
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            await check(flipped, bit);
        }
    }
}
