using System.Text.Json;

namespace Integrity.Benchmarks.Support;

/// <summary>
/// Writes log files like those of CloudTrail: varied events, few principals and services, unique IDs. The same seed
/// gives the same bytes.
/// </summary>
internal sealed class EventWriter(int seed)
{
    private static readonly (string Source, string Name, bool ReadOnly)[] Calls =
    [
        ("s3.amazonaws.com", "GetObject", true),
        ("s3.amazonaws.com", "PutObject", false),
        ("s3.amazonaws.com", "HeadObject", true),
        ("s3.amazonaws.com", "ListObjects", true),
        ("ec2.amazonaws.com", "DescribeInstances", true),
        ("ec2.amazonaws.com", "DescribeSecurityGroups", true),
        ("ec2.amazonaws.com", "RunInstances", false),
        ("sts.amazonaws.com", "AssumeRole", true),
        ("kms.amazonaws.com", "Decrypt", true),
        ("kms.amazonaws.com", "GenerateDataKey", true),
        ("dynamodb.amazonaws.com", "DescribeTable", true),
        ("lambda.amazonaws.com", "GetFunction20150331v2", true),
        ("iam.amazonaws.com", "GetRole", true),
        ("logs.amazonaws.com", "CreateLogStream", false),
        ("monitoring.amazonaws.com", "PutMetricAlarm", false),
    ];

    private static readonly string[] Roles =
    [
        .. Enumerable
            .Range(0, 24)
            .Select(i => $"{(i % 3 == 0 ? "ci-deploy" : i % 3 == 1 ? "app-server" : "batch-worker")}-{i}"),
    ];

    private static readonly string[] Agents =
    [
        "aws-sdk-java/2.25.60 Linux/5.10.215-203.850.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.11+9-LTS "
            + "Java/17.0.11 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/standard",
        "Boto3/1.34.101 md/Botocore#1.34.101 ua/2.0 os/linux#5.15.0-1060-aws md/arch#x86_64 lang/python#3.11.9 "
            + "md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.101",
        "aws-cli/2.15.48 Python/3.11.8 Linux/6.1.90-99.173.amzn2023.x86_64 exe/x86_64.amzn.2023 prompt/off "
            + "command/s3.cp",
        "APN/1.0 HashiCorp/1.0 Terraform/1.8.3",
        "cloudformation.amazonaws.com",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Returns the content of a log file with at least this many bytes.</summary>
    public byte[] Write(DateTimeOffset time, int minBytes)
    {
        using var buffer = new MemoryStream(minBytes + 4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            for (
                var at = time;
                buffer.Length + json.BytesPending < minBytes;
                at = at.AddMilliseconds(_random.Next(4_000))
            )
                WriteEvent(json, at);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private void WriteEvent(Utf8JsonWriter json, DateTimeOffset time)
    {
        var call = Pick(Calls);
        json.WriteStartObject();
        json.WriteString("eventVersion", "1.11");
        WriteIdentity(json, time);
        json.WriteString("eventTime", Text(time));
        json.WriteString("eventSource", call.Source);
        json.WriteString("eventName", call.Name);
        json.WriteString("awsRegion", "us-east-2");
        json.WriteString(
            "sourceIPAddress",
            _random.Next(3) == 0 ? call.Source : $"10.{_random.Next(4)}.{_random.Next(16)}.{_random.Next(256)}"
        );
        json.WriteString("userAgent", Pick(Agents));
        WriteParameters(json, call);
        json.WriteStartObject("additionalEventData");
        json.WriteString("SignatureVersion", "SigV4");
        json.WriteString("CipherSuite", "TLS_AES_128_GCM_SHA256");
        json.WriteNumber("bytesTransferredOut", _random.Next(1_000_000));
        json.WriteString("x-amz-id-2", Convert.ToBase64String(Bytes(56)));
        json.WriteEndObject();
        json.WriteString("requestID", _random.Next(2) == 0 ? Guid() : Id(16));
        json.WriteString("eventID", Guid());
        json.WriteBoolean("readOnly", call.ReadOnly);
        json.WriteString("eventType", "AwsApiCall");
        json.WriteBoolean("managementEvent", call.Source[0] != 's');
        json.WriteString("recipientAccountId", "111122223333");
        json.WriteString("eventCategory", call.Source == "s3.amazonaws.com" ? "Data" : "Management");
        json.WriteStartObject("tlsDetails");
        json.WriteString("tlsVersion", "TLSv1.3");
        json.WriteString("cipherSuite", "TLS_AES_128_GCM_SHA256");
        json.WriteString(
            "clientProvidedHostHeader",
            $"{call.Source.Replace(".amazonaws", ".us-east-2.amazonaws", StringComparison.Ordinal)}"
        );
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteIdentity(Utf8JsonWriter json, DateTimeOffset time)
    {
        var role = Pick(Roles);
        var principal = $"AROAEXAMPLE{role.Length:D2}{role[0]}{role[^1]}";
        var session = $"i-{_random.Next(40):x17}";
        json.WriteStartObject("userIdentity");
        json.WriteString("type", "AssumedRole");
        json.WriteString("principalId", $"{principal}:{session}");
        json.WriteString("arn", $"arn:aws:sts::111122223333:assumed-role/{role}/{session}");
        json.WriteString("accountId", "111122223333");
        json.WriteString("accessKeyId", $"ASIA{Id(8)}");
        json.WriteStartObject("sessionContext");
        json.WriteStartObject("sessionIssuer");
        json.WriteString("type", "Role");
        json.WriteString("principalId", principal);
        json.WriteString("arn", $"arn:aws:iam::111122223333:role/{role}");
        json.WriteString("accountId", "111122223333");
        json.WriteString("userName", role);
        json.WriteEndObject();
        json.WriteStartObject("attributes");
        json.WriteString("creationDate", Text(time.AddSeconds(-_random.Next(3_600))));
        json.WriteString("mfaAuthenticated", "false");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteParameters(Utf8JsonWriter json, (string Source, string Name, bool ReadOnly) call)
    {
        json.WriteStartObject("requestParameters");
        if (call.Source == "s3.amazonaws.com")
        {
            json.WriteString("bucketName", $"amzn-s3-demo-bucket{_random.Next(6)}");
            json.WriteString(
                "key",
                $"exports/table-{_random.Next(30)}/part-{_random.Next(10_000):D5}-{Id(6)}.snappy.parquet"
            );
            json.WriteString("Host", $"amzn-s3-demo-bucket{_random.Next(6)}.s3.us-east-2.amazonaws.com");
        }
        else
        {
            json.WriteString(
                "resourceArn",
                $"arn:aws:{call.Source[..call.Source.IndexOf('.')]}:us-east-2:111122223333:resource/{Guid()}"
            );
            json.WriteNumber("maxResults", 100);
        }
        json.WriteEndObject();
        if (call.ReadOnly)
            json.WriteNull("responseElements");
        else
            json.WriteString("responseElements", "x-amz-request-id:" + Id(12));
    }

    private T Pick<T>(T[] choices)
    {
        // The first choices are the most frequent.
        var position = _random.NextDouble();
        return choices[(int)(position * position * choices.Length)];
    }

    private string Guid() => new Guid(Bytes(16)).ToString();

    private string Id(int bytes) => Convert.ToHexString(Bytes(bytes));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
