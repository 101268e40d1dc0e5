using System.Text.Json;
using Integrity.Keys;

namespace Integrity.Cli.Http;

/// <summary>
/// A <c>ListPublicKeys</c> request and its answer. The AWS CLI reads the first page only, and so all keys come on one.
/// <code>{"StartTime": 1746352800, "EndTime": 1746360000}</code>
/// </summary>
/// <param name="arguments">The request.</param>
/// <param name="now">The time that is meant where none is given.</param>
internal sealed class PublicKeyQuery(JsonElement arguments, DateTimeOffset now)
{
    private const double EndOfTime = 253_402_300_799;

    /// <summary>What stands for "no bound": clients want a time, and must be able to show it in whichever time zone they are.</summary>
    private static readonly DateTimeOffset Always = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ApiAnswer Answer(KeyRing keys, string? region)
    {
        if (arguments.TryGetProperty("NextToken", out var token) && token.ValueKind != JsonValueKind.Null)
            return ApiAnswer.Error("InvalidTokenException", "there is one page only");
        if (!TryReadTime("StartTime", out var from) || !TryReadTime("EndTime", out var until))
            return ApiAnswer.Error("SerializationException", "StartTime and EndTime are numbers: seconds since 1970");
        if (from > until)
            return ApiAnswer.Error("InvalidTimeRangeException", "StartTime is later than EndTime");
        return ApiAnswer.Ok(
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
