using System.Text.Json.Nodes;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>A fake CloudTrail API with <c>ListPublicKeys</c> (in pages) and <c>DescribeTrails</c>.</summary>
internal sealed class CloudTrailHost(JsonArray trails, IReadOnlyDictionary<string, JsonArray> keysByRegion)
    : JsonApiHost(
        "cloudtrail",
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.",
        "com.amazonaws.cloudtrail.v20131101#"
    )
{
    /// <summary>The number of keys on a page.</summary>
    public int PageSize { get; init; } = 1;

    /// <summary>Creates the API for a vector.</summary>
    public static CloudTrailHost Of(Vector vector, int pageSize = 1) =>
        new(
            vector.Trails,
            new Dictionary<string, JsonArray>(StringComparer.Ordinal) { [vector.Region] = vector.PublicKeys }
        )
        {
            PageSize = pageSize,
        };

    protected override JsonObject Answer(string operation, string region, JsonNode arguments) =>
        operation == "ListPublicKeys" ? ListPublicKeys(region, arguments) : DescribeTrails(arguments);

    private JsonObject ListPublicKeys(string region, JsonNode arguments)
    {
        if (arguments["StartTime"]!.GetValue<double>() > arguments["EndTime"]!.GetValue<double>())
            throw new InvalidOperationException("the range ends before it starts");
        var keys = keysByRegion.TryGetValue(region, out var known) ? known : [];
        var from = int.Parse(
            arguments["NextToken"]?.GetValue<string>() ?? "0",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var answer = new JsonObject
        {
            ["PublicKeyList"] = new JsonArray([.. keys.Skip(from).Take(PageSize).Select(key => key!.DeepClone())]),
        };
        if (from + PageSize < keys.Count)
            answer["NextToken"] = $"{from + PageSize}";
        return answer;
    }

    private JsonObject DescribeTrails(JsonNode arguments)
    {
        var wanted = arguments["trailNameList"]?.AsArray().Select(name => name!.GetValue<string>()).ToList();
        var found = trails.Where(trail =>
            wanted is not { Count: > 0 }
            || wanted.Contains(trail!["TrailARN"]!.GetValue<string>(), StringComparer.Ordinal)
        );
        return new JsonObject { ["trailList"] = new JsonArray([.. found.Select(trail => trail!.DeepClone())]) };
    }
}
