using System.Text;
using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Aws.S3.Listing;
using Integrity.IntegrationTests.S3.Wire;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>
/// Listings from a hostile or faulty server: each listing ends, uses bounded memory, and is never accepted as complete.
/// </summary>
[Collection(S3FaultTests.Name)]
public sealed class HostileListingsTests
{
    private const string Bucket = "amzn-s3-demo-bucket";
    private const string Prefix = "AWSLogs/";
    private const string InvalidResponse = "invalid response from the store: ";

    /// <summary>The content of a page, and why a listing of objects under <see cref="Prefix"/> rejects it.</summary>
    public static TheoryData<string, string> PagesOfObjects =>
        new()
        {
            { ScriptedS3.Object("AWSLog"), "it lists an object outside the requested prefix" },
            { ScriptedS3.Object("other/x"), "it lists an object outside the requested prefix" },
            { ScriptedS3.Object(""), "an object has no name" },
            { "<Contents></Contents>", "an object has no name" },
            { "<Contents/>", "an object has no name" },
            { "<Contents><Key>AWSLogs/a</Key><Key>AWSLogs/b</Key></Contents>", "an object has two names" },
            { "<Contents><Key><b>AWSLogs/a</b></Key></Contents>", "found an element instead of text" },
            { ScriptedS3.Object("AWSLogs/b") + ScriptedS3.Object("AWSLogs/a"), "its objects are not in order" },
            { ScriptedS3.Object("AWSLogs/a") + ScriptedS3.Object("AWSLogs/a"), "it lists an object twice" },
            { ScriptedS3.Object("AWSLogs/%zz"), "a name has an invalid escape" },
            { ScriptedS3.Object("AWSLogs/%4"), "a name has an invalid escape" },
            { ScriptedS3.Object("AWSLogs/" + new string('a', 5_000)), "a name is longer than 4096 bytes" },
            { ScriptedS3.Object("AWSLogs/" + new string('a', 20_000)), "text is longer than 12288 characters" },
            { ScriptedS3.Folder("AWSLogs/a/"), "it groups objects, which was not requested" },
            { Repeat(10_001, i => ScriptedS3.Object($"AWSLogs/{i:D5}")), "a page has more than 10000 names" },
            { $"<Contents {Repeat(500, i => $"a{i}=\"\" ")}/>", "a tag is longer than 2048 characters" },
            { Repeat(50, _ => "<a>") + Repeat(50, _ => "</a>"), "elements are nested too deeply" },
            { "<IsTruncated>perhaps</IsTruncated>", "IsTruncated is neither true nor false" },
            { "<IsTruncated>true</IsTruncated>", "it is truncated but has no continuation token" },
            {
                "<IsTruncated>true</IsTruncated><NextContinuationToken/>",
                "it is truncated but has no continuation token"
            },
            { "</ListBucketResult><ListBucketResult>", "it is not well-formed XML" },
            { "&undefined;", "it is not well-formed XML" },
        };

    [Theory]
    [MemberData(nameof(PagesOfObjects))]
    public async Task An_inconsistent_page_of_objects_is_rejected(string members, string why)
    {
        await using var server = ScriptedS3.OfListing(members);

        await ShouldRejectAsync(server, Objects, InvalidResponse + why);
    }

    public static TheoryData<string, string> PagesOfFolders =>
        new()
        {
            { ScriptedS3.Folder("AWSLog"), "it lists a folder that is not directly below the requested prefix" },
            { ScriptedS3.Folder("AWSLogs/"), "it lists a folder that is not directly below the requested prefix" },
            { ScriptedS3.Folder("AWSLogs/a"), "it lists a folder that is not directly below the requested prefix" },
            { ScriptedS3.Folder("AWSLogs/a/b/"), "it lists a folder that is not directly below the requested prefix" },
            { ScriptedS3.Folder("other/"), "it lists a folder that is not directly below the requested prefix" },
            { ScriptedS3.Folder(""), "a common prefix is empty" },
            { "<CommonPrefixes></CommonPrefixes>", "a common prefix is missing" },
            { "<CommonPrefixes/>", "a common prefix is missing" },
            { ScriptedS3.Folder("AWSLogs/b/") + ScriptedS3.Folder("AWSLogs/a/"), "its folders are not in order" },
            { ScriptedS3.Folder("AWSLogs/a/") + ScriptedS3.Folder("AWSLogs/a/"), "it lists a folder twice" },
            { ScriptedS3.Object("AWSLogs/a/b"), "it does not group objects as requested" },
        };

    [Theory]
    [MemberData(nameof(PagesOfFolders))]
    public async Task An_inconsistent_page_of_folders_is_rejected(string members, string why)
    {
        await using var server = ScriptedS3.OfListing(members);

        await ShouldRejectAsync(server, Folders, InvalidResponse + why);
    }

    public static TheoryData<string, string> Documents =>
        new()
        {
            {
                "<!DOCTYPE a [<!ENTITY b \"c\">]><ListBucketResult><Name>&b;</Name></ListBucketResult>",
                "it is not well-formed XML"
            },
            { "<Error><Code>SlowDown</Code></Error>", "it is not a listing" },
            { "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>", "the bucket name is missing" },
            { "<ListBucketResult><Name>a</Name></ListBucketResult>", "IsTruncated is missing" },
            { "", "it is not well-formed XML" },
            { Without("</ListBucketResult>", ScriptedS3.PageText("")), "it is not well-formed XML" },
        };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task An_incomplete_listing_is_rejected(string document, string why)
    {
        await using var server = ScriptedS3.Of((_, _) => WireMessage.Answer(200, "application/xml", document));

        await ShouldRejectAsync(server, Objects, InvalidResponse + why);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused()
    {
        byte[] body = [.. "<ListBucketResult><Name>"u8, 0xff, .. "</Name></ListBucketResult>"u8];
        var head = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
        await using var server = ScriptedS3.Of((_, _) => new WireMessage(head, body));

        await ShouldRejectAsync(server, Objects, InvalidResponse + "it is not well-formed XML");
    }

    [Theory]
    [InlineData("<NextContinuationToken></NextContinuationToken>")]
    [InlineData("<NextContinuationToken/>")]
    [InlineData("<NextContinuationToken>more</NextContinuationToken>")]
    public async Task A_listing_that_is_not_truncated_ends_despite_a_token(string token)
    {
        await using var server = ScriptedS3.OfListing(ScriptedS3.Object("AWSLogs/a") + token);

        (await ListAsync(server, Objects)).Should().Equal("AWSLogs/a");
        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_repeated_continuation_token_ends_the_listing()
    {
        await using var server = ScriptedS3.Of(
            (_, number) => ScriptedS3.TruncatedPage(ScriptedS3.Object($"AWSLogs/{number:D5}"), "again")
        );

        await ShouldRejectAsync(server, Objects, InvalidResponse + "it repeats a continuation token");
        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Circular_continuation_tokens_end_the_listing()
    {
        await using var server = ScriptedS3.Of(
            (_, number) => ScriptedS3.TruncatedPage(ScriptedS3.Object($"AWSLogs/{number % 3}"), $"{number % 3}")
        );

        await ShouldRejectAsync(server, Objects, InvalidResponse + "its objects are not in order");
    }

    [Fact]
    public async Task Endless_empty_pages_end_the_listing()
    {
        await using var server = ScriptedS3.Of((_, number) => ScriptedS3.TruncatedPage("", $"{number}"));

        await ShouldRejectAsync(
            server,
            Objects,
            InvalidResponse + "more than 20 pages in a row are empty",
            new S3ListingLimits { MaxEmptyPages = 20 }
        );
        server.Requests.Should().HaveCount(21);
    }

    [Fact]
    public async Task A_few_empty_pages_are_accepted()
    {
        await using var server = ScriptedS3.Of(
            (_, number) =>
                number < 20
                    ? ScriptedS3.TruncatedPage("", $"{number}")
                    : ScriptedS3.Page(ScriptedS3.Object("AWSLogs/a"))
        );

        (await ListAsync(server, Objects)).Should().Equal("AWSLogs/a");
    }

    [Fact]
    public async Task Endless_objects_end_the_listing()
    {
        await using var server = ScriptedS3.Of(
            (_, number) => ScriptedS3.TruncatedPage(ScriptedS3.Object($"AWSLogs/{number:D9}"), $"{number}")
        );

        await ShouldRejectAsync(
            server,
            Objects,
            InvalidResponse + "it has more than 30 pages",
            new S3ListingLimits { MaxPages = 30 }
        );
        server.Requests.Should().HaveCount(30);
    }

    [Fact]
    public async Task Endless_folders_end_the_listing()
    {
        await using var server = ScriptedS3.Of(
            (_, number) => ScriptedS3.TruncatedPage(ScriptedS3.Folder($"AWSLogs/{number:D9}/"), $"{number}")
        );

        await ShouldRejectAsync(
            server,
            Folders,
            InvalidResponse + "it has more than 30 folders",
            new S3ListingLimits { MaxFolders = 30 }
        );
        server.Requests.Should().HaveCount(31);
    }

    public static TheoryData<string, string> EndlessPages =>
        new()
        {
            { "objects", "a page has more than 10000 names" },
            { "unknown elements", "a page is larger than 8388608 bytes" },
            { "white space", "a page is larger than 8388608 bytes" },
            { "a comment", "a tag is longer than 2048 characters" },
            { "a tag", "a tag is longer than 2048 characters" },
            { "a key", "text is longer than 12288 characters" },
            { "a token", "text is longer than 12288 characters" },
        };

    [Theory]
    [MemberData(nameof(EndlessPages))]
    public async Task An_endless_page_ends_the_listing(string kind, string why)
    {
        Func<int, string> piece = kind switch
        {
            "objects" => i => Repeat(100, j => ScriptedS3.Object($"AWSLogs/{(i * 100) + j:D9}")),
            "unknown elements" => _ => Repeat(1_000, _ => "<Other>text</Other>"),
            "white space" => _ => new string('\n', 64 << 10),
            "a comment" => i => (i == 0 ? "<!--" : "") + new string('x', 1_000),
            "a tag" => i => (i == 0 ? "<" : "") + new string('x', 1_000),
            "a key" => i => (i == 0 ? "<Contents><Key>" : "") + new string('x', 1_000),
            _ => i => (i == 0 ? "<NextContinuationToken>" : "") + new string('x', 1_000),
        };
        const string Begin = "<ListBucketResult><Name>a</Name>";
        await using var server = new ScriptedS3(
            (_, _, client, stop) =>
                ScriptedS3.SendEndlesslyAsync(client, "200 OK\r\n", Begin, piece, TimeSpan.Zero, stop)
        );

        await ShouldRejectAsync(server, Objects, InvalidResponse + why);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("99999-01-01T00:00:00Z")]
    public async Task An_invalid_time_or_size_is_ignored(string time)
    {
        await using var server = ScriptedS3.OfListing(ScriptedS3.Object("AWSLogs/a", time, size: "many"));

        var stamps = await ListAsync(server, store => store.ListStampsAsync(Bucket, Prefix, default));

        var stamp = new ObjectStamp(null, "\"1\"", null, null);
        stamps.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("AWSLogs/a", stamp));
    }

    [Fact]
    public async Task Names_are_decoded_only_if_the_store_encoded_them()
    {
        const string Names = "<Contents><Key>AWSLogs/%2541+b</Key></Contents>";
        await using var encoding = ScriptedS3.OfListing(Names);
        var page = Without("<EncodingType>url</EncodingType>", ScriptedS3.PageText(Names));
        await using var plain = ScriptedS3.Of((_, _) => WireMessage.Answer(200, "application/xml", page));

        (await ListAsync(encoding, Objects)).Should().Equal("AWSLogs/%41 b");
        (await ListAsync(plain, Objects)).Should().Equal("AWSLogs/%2541+b");
    }

    [Fact]
    public async Task Names_that_are_not_valid_UTF8_keep_their_order()
    {
        string[] names = ["%C3%28", "%FE", "%FF"];
        await using var server = ScriptedS3.OfListing(Repeat(3, i => ScriptedS3.Object("AWSLogs/" + names[i])));

        (await ListAsync(server, Objects)).Should().Equal("AWSLogs/\ufffd(", "AWSLogs/\ufffd", "AWSLogs/\ufffd");
    }

    [Fact]
    public async Task A_store_that_ignores_start_after_changes_nothing()
    {
        await using var server = ScriptedS3.OfListing(Repeat(3, i => ScriptedS3.Object($"AWSLogs/{"abc"[i]}")));

        var later = await ListAsync(server, store => store.ListAsync(Bucket, Prefix, "AWSLogs/a", default));

        later.Should().Equal("AWSLogs/b", "AWSLogs/c");
    }

    private static IAsyncEnumerable<string> Objects(S3Store store) => store.ListAsync(Bucket, Prefix, null, default);

    private static IAsyncEnumerable<string> Folders(S3Store store) => store.ListFoldersAsync(Bucket, Prefix, default);

    private static string Repeat(int count, Func<int, string> text) =>
        string.Concat(Enumerable.Range(0, count).Select(text));

    private static string Without(string part, string text) => text.Replace(part, "", StringComparison.Ordinal);

    private static async Task<List<T>> ListAsync<T>(
        ScriptedS3 server,
        Func<S3Store, IAsyncEnumerable<T>> list,
        S3ListingLimits? limits = null
    )
    {
        using var session = new AwsSession(HostileServer.Settings(server.Url));
        var found = new List<T>();
        var store = new S3Store(session, TimeProvider.System, limits ?? S3ListingLimits.Default);
        await foreach (var item in list(store))
            found.Add(item);
        return found;
    }

    private static async Task ShouldRejectAsync<T>(
        ScriptedS3 server,
        Func<S3Store, IAsyncEnumerable<T>> list,
        string message,
        S3ListingLimits? limits = null
    )
    {
        var listing = () => ListAsync(server, list, limits).WaitAsync(TimeSpan.FromSeconds(60));

        (await listing.Should().ThrowAsync<StoreException>()).Which.Message.Should().Be(message);
    }
}
