using System.Text.Json.Nodes;

namespace Integrity.Tests.QueryResults;

/// <summary>
/// Attacks on the files of saved query results and their names by someone who can write to the folder, and failures of
/// the environment. None of them ends in Valid.
/// </summary>
public sealed class QueryResultsAttacks
{
    private readonly SavedQuery _query = new();

    [Fact]
    public Task Untouched_results_are_valid() => _query.ShouldBeValid();

    [Fact]
    public Task Every_changed_or_deleted_file_is_reported()
    {
        _query.Put("result_1.csv.gz", "changed");
        _query.Store.Delete(SavedQuery.At("result_3.csv.gz"));

        return _query.ShouldBeInvalid("ResultFileHash result_1.csv.gz", "ResultFileMissing result_3.csv.gz");
    }

    [Fact]
    public Task A_truncated_file_is_reported()
    {
        _query.Store.Edit(SavedQuery.At("result_2.csv.gz"), bytes => bytes[..^1]);

        return _query.ShouldBeInvalid("ResultFileHash result_2.csv.gz");
    }

    [Fact]
    public Task A_file_with_appended_bytes_is_reported()
    {
        _query.Store.Edit(SavedQuery.At("result_2.csv.gz"), bytes => [.. bytes, 0]);

        return _query.ShouldBeInvalid("ResultFileHash result_2.csv.gz");
    }

    [Fact]
    public Task An_emptied_file_is_reported()
    {
        _query.Put("result_2.csv.gz", "");

        return _query.ShouldBeInvalid("ResultFileHash result_2.csv.gz");
    }

    [Fact]
    public Task Swapped_files_are_both_reported()
    {
        var (first, second) = (SavedQuery.At("result_1.csv.gz"), SavedQuery.At("result_2.csv.gz"));
        var content = _query.Store[first];
        _query.Store.Put(first, _query.Store[second]);
        _query.Store.Put(second, content);

        return _query.ShouldBeInvalid("ResultFileHash result_1.csv.gz", "ResultFileHash result_2.csv.gz");
    }

    [Fact]
    public Task A_renamed_file_is_missing_and_its_new_name_is_unlisted()
    {
        _query.Store.Copy(SavedQuery.At("result_2.csv.gz"), SavedQuery.At("result_7.csv.gz"));
        _query.Store.Delete(SavedQuery.At("result_2.csv.gz"));

        return _query.ShouldBeInvalid("ResultFileMissing result_2.csv.gz", "ResultFileUnlisted result_7.csv.gz");
    }

    [Fact]
    public Task An_added_file_is_reported()
    {
        _query.Put("result_4.csv.gz", "forged");

        return _query.ShouldBeInvalid("ResultFileUnlisted result_4.csv.gz");
    }

    [Fact]
    public Task A_file_added_to_folder_and_list_breaks_the_signature()
    {
        _query.Put("result_4.csv.gz", "forged");
        _query.Edit(signFile =>
            signFile["files"]!
                .AsArray()
                .Add(new JsonObject { ["fileHashValue"] = new string('0', 64), ["fileName"] = "result_4.csv.gz" })
        );

        return _query.ShouldBeInvalid("SignatureWrong result_sign.json");
    }

    [Theory]
    [InlineData("../result_1.csv.gz")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../result_1.csv.gz")]
    [InlineData("folder/result_1.csv.gz")]
    [InlineData("..\\result_1.csv.gz")]
    [InlineData("C:\\Windows\\win.ini")]
    [InlineData("result_1.csv.gz:stream")]
    [InlineData("result_1.csv.gz\0.csv.gz")]
    [InlineData("result_1.csv.gz\n")]
    public async Task A_name_that_points_outside_the_folder_is_not_opened(string name)
    {
        _query.Store.Copy(SavedQuery.At("result_1.csv.gz"), SavedQuery.At(name));
        _query.EditFile(0, file => file["fileName"] = name);

        await _query.ShouldBeInvalid($"ResultFileName {name}", "ResultFileUnlisted result_1.csv.gz");
    }

    [Fact]
    public Task A_name_listed_twice_leaves_a_signed_file_without_a_name()
    {
        _query.Put("result_2.csv.gz", "the same content");
        _query.Put("result_3.csv.gz", "the same content");
        _query.Sign(["result_1.csv.gz", "result_2.csv.gz", "result_3.csv.gz"]);
        _query.EditFile(2, file => file["fileName"] = "result_2.csv.gz");
        _query.Store.Delete(SavedQuery.At("result_3.csv.gz"));

        return _query.ShouldBeInvalid("ResultFileListedTwice result_2.csv.gz");
    }

    [Fact]
    public Task Names_that_differ_only_in_case_are_treated_as_the_same_file()
    {
        _query.EditFile(1, file => file["fileName"] = "RESULT_1.csv.gz");

        return _query.ShouldBeInvalid("ResultFileListedTwice RESULT_1.csv.gz", "ResultFileUnlisted result_2.csv.gz");
    }

    [Fact]
    public Task Files_renamed_in_both_list_and_folder_are_valid_because_names_are_not_signed()
    {
        _query.Store.Copy(SavedQuery.At("result_1.csv.gz"), SavedQuery.At("result_9.csv.gz"));
        _query.Store.Delete(SavedQuery.At("result_1.csv.gz"));
        _query.EditFile(0, file => file["fileName"] = "result_9.csv.gz");

        return _query.ShouldBeValid();
    }

    [Fact]
    public Task A_second_sign_file_is_reported()
    {
        _query.Store.Copy(SavedQuery.At("result_sign.json"), SavedQuery.At("result_sign_2.json"));

        return _query.ShouldBeInvalid("ResultFileUnlisted result_sign_2.json");
    }

    [Fact]
    public Task Results_of_another_query_in_a_subfolder_are_ignored()
    {
        _query.Put("result_old/result_sign.json", "{}");
        _query.Put("result_old/result_9.csv.gz", "");
        _query.Put("notes.txt", "");
        _query.Put("result_1.csv", "decompressed by a reader");

        return _query.ShouldBeValid();
    }

    [Fact]
    public Task An_unreadable_file_could_not_be_checked_but_the_others_are()
    {
        _query.Store.FailOn(SavedQuery.At("result_1.csv.gz"), "access denied");
        _query.Store.CutBody(SavedQuery.At("result_3.csv.gz"), after: 5);

        return _query.ShouldBeIncomplete(
            "ResultFileUnreadable result_1.csv.gz",
            "ResultFileUnreadable result_3.csv.gz"
        );
    }

    [Fact]
    public Task A_folder_that_cannot_be_listed_could_contain_unlisted_files()
    {
        _query.Store.FailListing(SavedQuery.Prefix);

        return _query.ShouldBeIncomplete("ListingUnreadable folder");
    }

    [Fact]
    public Task Without_the_search_for_unlisted_files_no_listing_permission_is_needed()
    {
        _query.Store.FailListing(SavedQuery.Prefix);
        _query.Request = _query.Request with { LooksForUnlisted = false };

        return _query.ShouldBeValid();
    }

    [Fact]
    public Task An_endless_folder_is_listed_only_up_to_the_limit()
    {
        for (var i = 0; i < 20; i++)
            _query.Put($"result_x{i:00}", "");
        _query.Request = _query.Request with { MaxListedObjects = 20 };

        return _query.ShouldBeIncomplete("ListingTooLarge folder");
    }

    [Fact]
    public async Task Thousands_of_files_are_reported_in_the_order_of_the_list()
    {
        var query = new SavedQuery(files: 3_000);
        query.Store.Delete(
            SavedQuery.At("result_1.csv.gz"),
            SavedQuery.At("result_1500.csv.gz"),
            SavedQuery.At("result_3000.csv.gz")
        );

        await query.ShouldBeInvalid(
            "ResultFileMissing result_1.csv.gz",
            "ResultFileMissing result_1500.csv.gz",
            "ResultFileMissing result_3000.csv.gz"
        );
    }
}
