using FsCheck;
using FsCheck.Fluent;
using Integrity.Findings;

namespace Integrity.Tests.QueryResults;

/// <summary>Whatever is done to the bytes of saved query results, in whichever combination, it never ends in Valid, and the verification never throws.</summary>
public sealed class QueryResultsProperties
{
    private static readonly Gen<(int File, int At, int Deed)[]> SomeDeeds =
        from count in Gen.Choose(1, 4)
        from deeds in (
            from file in Gen.Choose(0, 3)
            from at in Gen.Choose(0, 10_000)
            from deed in Gen.Choose(0, 11)
            select (file, at, deed)
        ).ArrayOf(count)
        select deeds;

    [Fact]
    public void Random_changes_to_files_are_never_valid() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(
                SomeDeeds.ToArbitrary(),
                deeds =>
                {
                    var query = new SavedQuery();
                    var before = State(query);
                    foreach (var (file, at, deed) in deeds)
                        Change(query, $"result_{(file % 3) + 1}.csv.gz", at, deed);

                    var verdict = SavedQuery.VerdictOf(query.VerifyAsync().GetAwaiter().GetResult());

                    // two changes can undo each other
                    verdict.Should().Be(State(query) == before ? Verdict.Valid : Verdict.Invalid);
                }
            )
        );

    [Fact]
    public void Random_changes_to_the_sign_file_are_valid_only_when_each_signed_hash_still_has_its_file() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                SomeDeeds.ToArbitrary(),
                deeds =>
                {
                    var query = new SavedQuery();
                    foreach (var (_, at, deed) in deeds)
                        Change(query, "result_sign.json", at, Math.Min(deed, 10));

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

    /// <summary>A bit turned, a byte put in or taken out, or the file deleted.</summary>
    private static void Change(SavedQuery query, string name, int at, int deed)
    {
        var location = SavedQuery.At(name);
        if (!query.Store.Contains(location))
            return;
        if (deed == 11)
            query.Store.Delete(location);
        else
            query.Store.Edit(location, bytes => Change([.. bytes], at, deed));
    }

    private static byte[] Change(List<byte> bytes, int at, int deed)
    {
        if (deed < 8 && bytes.Count > 0)
            bytes[at % bytes.Count] ^= (byte)(1 << deed);
        else if (deed < 10)
            bytes.Insert(at % (bytes.Count + 1), (byte)(deed == 8 ? ' ' : '0'));
        else if (bytes.Count > 0)
            bytes.RemoveAt(at % bytes.Count);
        return [.. bytes];
    }
}
