using System.Text.Json.Nodes;
using Integrity.Keys;
using Integrity.Tests.Keys;
using Integrity.Tests.Support;

namespace Integrity.Tests.QueryResults;

/// <summary>
/// Attacks on the sign file of saved query results. They end in Valid only if nothing signed was changed.
/// </summary>
public sealed class SignFileAttacks
{
    private readonly SavedQuery _query = new();

    [Fact]
    public Task Removing_a_file_from_the_list_breaks_the_signature()
    {
        _query.Edit(signFile => signFile["files"]!.AsArray().RemoveAt(2));

        return _query.ShouldBeInvalid("SignatureWrong result_sign.json");
    }

    [Fact]
    public Task Reordering_the_list_breaks_the_signature()
    {
        _query.Edit(signFile =>
        {
            var files = signFile["files"]!.AsArray();
            var first = files[0]!;
            files.RemoveAt(0);
            files.Add(first);
        });

        return _query.ShouldBeInvalid("SignatureWrong result_sign.json");
    }

    [Fact]
    public Task A_signature_over_other_hashes_is_invalid()
    {
        var other = new SavedQuery(2);
        _query.Edit(signFile =>
            signFile["hashSignature"] = JsonNode.Parse(other.SignFileBytes)!["hashSignature"]!.GetValue<string>()
        );

        return _query.ShouldBeInvalid("SignatureWrong result_sign.json");
    }

    [Fact]
    public Task No_file_is_checked_before_the_signature_is_verified()
    {
        _query.EditFile(0, file => file["fileHashValue"] = new string('a', 64));
        _query.Store.Delete(SavedQuery.At("result_2.csv.gz"));

        return _query.ShouldBeInvalid("SignatureWrong result_sign.json");
    }

    [Fact]
    public Task Results_signed_with_an_untrusted_key_are_invalid()
    {
        _query.Sign(["result_1.csv.gz"], TestKey.Untrusted);

        return _query.ShouldBeInvalid("KeyUnknown result_sign.json");
    }

    [Fact]
    public Task Results_signed_with_an_untrusted_key_under_a_genuine_fingerprint_are_invalid()
    {
        _query.Sign(["result_1.csv.gz"], TestKey.Untrusted);
        _query.Edit(signFile => signFile["publicKeyFingerprint"] = TestKey.First.Fingerprint);

        return _query.ShouldBeInvalid("SignatureWrong result_sign.json");
    }

    [Theory]
    [InlineData("2025-05-21T00:00:00Z")]
    [InlineData("2025-03-01T00:00:00Z")]
    public Task A_time_outside_the_validity_of_the_key_is_invalid(string time)
    {
        _query.Edit(signFile => signFile["queryCompleteTime"] = time);

        return _query.ShouldBeInvalid("KeyOutsideValidity result_sign.json");
    }

    [Fact]
    public Task The_requested_region_overrides_the_one_in_the_sign_file()
    {
        _query.Request = _query.Request with { Region = "eu-west-1" };

        return _query.ShouldBeInvalid("KeyUnknown result_sign.json");
    }

    [Fact]
    public Task An_empty_list_is_invalid_even_if_signed()
    {
        _query.WriteSignFile([], TestKey.First);

        return _query.ShouldBeInvalid("SignFileEmpty result_sign.json");
    }

    [Fact]
    public Task Hashes_changed_to_upper_case_break_the_signature()
    {
        _query.EditFile(
            0,
            file => file["fileHashValue"] = file["fileHashValue"]!.GetValue<string>().ToUpperInvariant()
        );

        return _query.ShouldBeInvalid("SignatureWrong result_sign.json");
    }

    [Fact]
    public Task Hashes_signed_in_upper_case_are_accepted()
    {
        var hashes = JsonNode.Parse(_query.SignFileBytes)!["files"]!
            .AsArray()
            .Select(file =>
                (file!["fileName"]!.GetValue<string>(), file["fileHashValue"]!.GetValue<string>().ToUpperInvariant())
            );
        _query.WriteSignFile([.. hashes], TestKey.First);

        return _query.ShouldBeValid();
    }

    [Fact]
    public Task A_list_split_differently_with_the_same_signed_text_is_rejected()
    {
        _query.Edit(signFile =>
        {
            var files = signFile["files"]!.AsArray();
            files[0]!["fileHashValue"] = $"{files[0]!["fileHashValue"]} {files[1]!["fileHashValue"]}";
            files.RemoveAt(1);
        });

        return _query.ShouldBeInvalid("SignFileFormat result_sign.json");
    }

    [Theory]
    [InlineData("\"region\":\"us-east-1\"", "\"region\":\"us-east-1\",\"region\":\"us-east-1\"")]
    [InlineData(
        "\"fileName\":\"result_1.csv.gz\"",
        "\"fileName\":\"result_9.csv.gz\",\"fileName\":\"result_1.csv.gz\""
    )]
    [InlineData("\"region\":\"us-east-1\"", "\"region\":\"example.com/#\"")]
    [InlineData("\"region\":\"us-east-1\"", "\"region\":7")]
    [InlineData("\"region\":\"us-east-1\",", "")]
    [InlineData("\"fileName\":\"result_1.csv.gz\"", "\"fileName\":null")]
    [InlineData("\"fileName\":\"result_1.csv.gz\"", "\"fileName\":\"\\ud800\"")]
    [InlineData("\"fileName\":\"result_1.csv.gz\"", "\"fileName\":1e999999999")]
    [InlineData("\"files\":[", "\"files\":[null,")]
    [InlineData("\"files\":[", "\"files\":7,\"others\":[")]
    [InlineData("\"queryCompleteTime\":\"2025", "\"queryCompleteTime\":\"9999")]
    [InlineData("\"queryCompleteTime\":\"2025", "\"queryCompleteTime\":\"99999999999999999999")]
    [InlineData("\"hashSignature\":\"", "\"hashSignature\":\"zz")]
    [InlineData("{\"version\"", "{}{\"version\"")]
    [InlineData("{\"version\"", "[{\"version\"")]
    public Task A_malformed_sign_file_is_invalid(string from, string to)
    {
        _query.EditText(from, to);

        return _query.ShouldBeInvalid("SignFileFormat result_sign.json");
    }

    [Theory]
    [InlineData("\"version\":\"1.0\"", "\"version\":1e999999999")]
    [InlineData("\"version\":\"1.0\"", "\"version\":123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("{\"version\"", "{\"more\":[{\"a\":[null,true]}],\"version\"")]
    public Task Unknown_members_can_contain_anything(string from, string to)
    {
        _query.EditText(from, to);

        return _query.ShouldBeValid();
    }

    [Theory]
    [InlineData("SHA-256", "MD5")]
    [InlineData("SHA256withRSA", "none")]
    public Task Other_algorithms_are_rejected(string from, string to)
    {
        _query.EditText($"\"{from}\"", $"\"{to}\"");

        return _query.ShouldBeInvalid("SignFileAlgorithm result_sign.json");
    }

    [Fact]
    public Task A_deeply_nested_sign_file_is_invalid()
    {
        _query.Put("result_sign.json", string.Concat(Enumerable.Repeat("{\"a\":[", 100_000)));

        return _query.ShouldBeInvalid("SignFileFormat result_sign.json");
    }

    [Fact]
    public Task A_huge_sign_file_could_not_be_checked()
    {
        _query.Request = _query.Request with { MaxSignFileBytes = _query.SignFileBytes.Length - 1 };

        return _query.ShouldBeIncomplete("SignFileTooLarge result_sign.json");
    }

    [Fact]
    public Task A_sign_file_of_exactly_the_maximum_size_is_read()
    {
        _query.Request = _query.Request with { MaxSignFileBytes = _query.SignFileBytes.Length };

        return _query.ShouldBeValid();
    }

    [Fact]
    public Task Without_a_sign_file_nothing_can_be_checked()
    {
        _query.Store.Delete(SavedQuery.At("result_sign.json"));

        return _query.ShouldBeIncomplete("SignFileMissing result_sign.json");
    }

    [Fact]
    public Task An_unreadable_sign_file_could_not_be_checked()
    {
        _query.Store.FailOn(SavedQuery.At("result_sign.json"), "access denied");

        return _query.ShouldBeIncomplete("SignFileUnreadable result_sign.json");
    }

    [Fact]
    public Task Two_keys_with_the_same_fingerprint_are_both_distrusted()
    {
        _query.Keys = new KeyRing([
            .. new[] { CollidingKeys.First, CollidingKeys.Second }.Select(der => new TrustedKey(
                PublicKey.FromDer(der),
                SavedQuery.Region
            )),
        ]);
        _query.Edit(signFile => signFile["publicKeyFingerprint"] = CollidingKeys.Fingerprint);

        return _query.ShouldBeIncomplete("KeyAmbiguous result_sign.json");
    }
}
