using System.Text.Json;
using Integrity.Keys;

namespace Integrity.Cli.Http;

/// <summary>
/// A <c>ListPublicKeys</c> request and its response. The AWS CLI reads only the first page, so it contains all keys.
/// <code>{"StartTime": 1746352800, "EndTime": 1746360000}</code>
/// </summary>
/// <param name="arguments">The body of the request.</param>
/// <param name="now">The default for missing times.</param>
internal sealed class PublicKeyQuery(JsonElement arguments, DateTimeOffset now)
{
    private const double EndOfTime = 253_402_300_799;

    /// <summary>
    /// Stands for "no limit", because clients require a time. It is early enough to be displayed in every time zone.
    /// </summary>
    private static readonly DateTimeOffset Always = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ApiResponse Answer(KeyRing keys, string? region)
    {
        if (arguments.TryGetProperty("NextToken", out var token) && token.ValueKind != JsonValueKind.Null)
            return ApiResponse.Error("InvalidTokenException", "there is only one page");
        if (!TryReadTime("StartTime", out var from) || !TryReadTime("EndTime", out var until))
            return ApiResponse.Error(
                "SerializationException",
                "StartTime and EndTime must be numbers (seconds since 1970)"
            );
        if (from > until)
            return ApiResponse.Error("InvalidTimeRangeException", "StartTime is later than EndTime");
        return ApiResponse.Ok(
            PublicKeyList.Write(
                keys.Entries.Where(entry => (region is null || entry.IsFor(region)) && entry.IsValidWithin(from, until))
                    .Select(Bounded)
            )
        );
    }

    private static TrustedKey Bounded(TrustedKey entry) =>
        new(entry.Key, entry.Region, entry.ValidFrom ?? DateTimeOffset.UnixEpoch, entry.ValidUntil ?? Always);

    private bool TryReadTime(string member, out DateTimeOffset time)
    {
        time = now;
        if (!arguments.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        if (
            value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out var seconds)
            || seconds is not (>= 0 and <= EndOfTime)
        )
            return false;
        time = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return true;
    }
}
