using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Integrity.Cli.Demo;

/// <summary>Generates realistic log files. The same seed generates the same events.</summary>
internal sealed class DemoEvents(int seed)
{
    private static readonly (string Source, string Name, bool IsReadOnly)[] Calls =
    [
        ("s3", "GetObject", true),
        ("s3", "PutObject", false),
        ("sts", "AssumeRole", true),
        ("ec2", "DescribeInstances", true),
        ("ec2", "RunInstances", false),
        ("iam", "ListRoles", true),
        ("iam", "CreateAccessKey", false),
        ("kms", "Decrypt", true),
        ("lambda", "Invoke20150331", false),
        ("dynamodb", "GetItem", true),
        ("signin", "ConsoleLogin", false),
        ("cloudtrail", "LookupEvents", true),
    ];

    private static readonly string[] Roles =
    [
        "deploy",
        "backup",
        "auditor",
        "web-server",
        "data-pipeline",
        "break-glass",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Returns a gzip log file with events of the five minutes before <paramref name="delivered"/>.</summary>
    public byte[] LogFile(string account, string region, DateTimeOffset delivered)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new Utf8JsonWriter(gzip))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Records");
            for (var left = _random.Next(5, 40); left > 0; left--)
                WriteEvent(writer, account, region, delivered.AddSeconds(-_random.Next(1, 300)));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>Returns the 16 characters that make a file name unique.</summary>
    public string Unique() => _random.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 16);

    private void WriteEvent(Utf8JsonWriter writer, string account, string region, DateTimeOffset time)
    {
        var call = Calls[_random.Next(Calls.Length)];
        var role = Roles[_random.Next(Roles.Length)];
        writer.WriteStartObject();
        writer.WriteString("eventVersion", "1.11");
        writer.WriteStartObject("userIdentity");
        writer.WriteString("type", "AssumedRole");
        writer.WriteString("principalId", $"AROA{Hex(8)}:{role}");
        writer.WriteString("arn", $"arn:aws:sts::{account}:assumed-role/{role}/i-{Hex(8)}");
        writer.WriteString("accountId", account);
        writer.WriteEndObject();
        writer.WriteString(
            "eventTime",
            time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        );
        writer.WriteString("eventSource", call.Source + ".amazonaws.com");
        writer.WriteString("eventName", call.Name);
        writer.WriteString("awsRegion", region);
        writer.WriteString("sourceIPAddress", $"198.51.100.{_random.Next(1, 255)}");
        writer.WriteString("userAgent", "aws-sdk-dotnet");
        writer.WriteString("requestID", $"{Hex(4)}-{Hex(2)}-{Hex(2)}-{Hex(2)}-{Hex(6)}");
        writer.WriteString("eventID", $"{Hex(4)}-{Hex(2)}-{Hex(2)}-{Hex(2)}-{Hex(6)}");
        writer.WriteBoolean("readOnly", call.IsReadOnly);
        writer.WriteString("eventType", "AwsApiCall");
        writer.WriteBoolean("managementEvent", value: true);
        writer.WriteString("recipientAccountId", account);
        writer.WriteString("eventCategory", "Management");
        writer.WriteEndObject();
    }

    private string Hex(int bytes) => _random.GetHexString(2 * bytes, lowercase: true);
}
