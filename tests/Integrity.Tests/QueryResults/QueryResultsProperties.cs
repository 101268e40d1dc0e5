using FsCheck;
using FsCheck.Fluent;
using Integrity.Findings;

namespace Integrity.Tests.QueryResults;

/// <summary>
/// No combination of changes to the bytes of saved query results ends in Valid, and the verification never throws.
/// </summary>
public sealed class QueryResultsProperties
{
    private static readonly Gen<(int File, int At, int Change)[]> SomeChanges =
        from count in Gen.Choose(1, 4)
        from changes in (
            from file in Gen.Choose(0, 3)
            from at in Gen.Choose(0, 10_000)
            from change in Gen.Choose(0, 11)
            select (file, at, change)
        ).ArrayOf(count)
        select changes;

    [Fact]
    public void Random_changes_to_files_are_never_valid() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(
                SomeChanges.ToArbitrary(),
                changes =>
                {
                    var query = new SavedQuery();
                    var before = State(query);
                    foreach (var (file, at, change) in changes)
                        Change(query, $"result_{(file % 3) + 1}.csv.gz", at, change);

                    var verdict = SavedQuery.VerdictOf(query.VerifyAsync().GetAwaiter().GetResult());

                    // Two changes can undo each other.
                    verdict.Should().Be(State(query) == before ? Verdict.Valid : Verdict.Invalid);
                }
            )
        );

    [Fact]
    public void Random_changes_to_the_sign_file_are_valid_only_if_each_signed_hash_keeps_its_file() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                SomeChanges.ToArbitrary(),
                changes =>
                {
                    var query = new SavedQuery();
                    foreach (var (_, at, change) in changes)
                        Change(query, "result_sign.json", at, Math.Min(change, 10));

                    var results = query.VerifyAsync().GetAwaiter().GetResult();

                    if (SavedQuery.VerdictOf(results) == Verdict.Valid)
                        results[0]
                            .Verified!.Files.Select(file => file.Hash)
                            .Should()
                            .Equal(
                                new[] { 1, 2, 3 }.Select(i =>
                                    Integrity.Digests.Sha256Hash.Of(query.Store[SavedQuery.At($"result_{i}.csv.gz")])
                                )
                            );
                }
            )
        );

    private static string State(SavedQuery query) =>
        string.Join(
            ' ',
            query.Store.Locations.Select(location => $"{location} {Convert.ToHexString(query.Store[location])}")
        );

    /// <summary>Flips a bit, inserts or removes a byte, or deletes the file.</summary>
    private static void Change(SavedQuery query, string name, int at, int change)
    {
        var location = SavedQuery.At(name);
        if (!query.Store.Contains(location))
            return;
        if (change == 11)
            query.Store.Delete(location);
        else
            query.Store.Edit(location, bytes => Change([.. bytes], at, change));
    }

    private static byte[] Change(List<byte> bytes, int at, int change)
    {
        if (change < 8 && bytes.Count > 0)
            bytes[at % bytes.Count] ^= (byte)(1 << change);
        else if (change < 10)
            bytes.Insert(at % (bytes.Count + 1), (byte)(change == 8 ? ' ' : '0'));
        else if (bytes.Count > 0)
            bytes.RemoveAt(at % bytes.Count);
        return [.. bytes];
    }
}
