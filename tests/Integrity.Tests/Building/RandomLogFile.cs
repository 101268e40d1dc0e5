using System.Text.Encodings.Web;
using System.Text.Json;

namespace Integrity.Tests.Building;

/// <summary>Generates CloudTrail log files with arbitrary JSON in them, and returns their event times.</summary>
internal static class RandomLogFile
{
    private static readonly string[] Strings =
    [
        "",
        "x",
        "\"",
        "\\",
        "\\\"",
        "eventTime",
        "\"eventTime\":\"2001-01-01T00:00:00Z\"",
        "{[",
        "]}",
        "é",
        new string('\\', 63),
        new string('\\', 64),
        new string('"', 65),
        "2001-01-01T00:00:00Z",
    ];

    public static (byte[] Text, IReadOnlyList<DateTimeOffset?> Times) Write(Random random)
    {
        var times = new List<DateTimeOffset?>();
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Indented = random.Next(4) == 0,
            Encoder = random.Next(2) == 0 ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default,
        };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            for (var records = random.Next(6); records > 0; records--)
                WriteRecord(json, random, times);
            json.WriteEndArray();
            if (random.Next(3) == 0)
                WriteMember(json, random, "Other", 3);
            json.WriteEndObject();
        }
        return (buffer.ToArray(), times);
    }

    private static void WriteRecord(Utf8JsonWriter json, Random random, List<DateTimeOffset?> times)
    {
        json.WriteStartObject();
        for (var members = random.Next(5); members > 0; members--)
            WriteMember(json, random, Strings[random.Next(Strings.Length)] + members, 3);
        if (random.Next(5) > 0)
        {
            var time = DateTimeOffset.UnixEpoch.AddSeconds(random.Next());
            times.Add(time);
            json.WriteString(
                "eventTime",
                time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)
            );
        }
        if (random.Next(2) == 0)
            WriteMember(json, random, "last", 3);
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, Random random, string name, int depth)
    {
        switch (random.Next(depth == 0 ? 2 : 4))
        {
            case 0:
                json.WriteString(name, Strings[random.Next(Strings.Length)]);
                break;
            case 1:
                json.WriteNumber(name, random.Next());
                break;
            case 2:
                json.WriteStartObject(name);
                json.WriteString("eventTime", "2001-01-01T00:00:00Z");
                WriteMember(json, random, "inner", depth - 1);
                json.WriteEndObject();
                break;
            default:
                json.WriteStartArray(name);
                for (var items = random.Next(3); items > 0; items--)
                {
                    json.WriteStartObject();
                    WriteMember(json, random, "eventTime", depth - 1);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                break;
        }
    }
}
