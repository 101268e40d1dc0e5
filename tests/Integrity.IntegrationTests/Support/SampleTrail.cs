using System.IO.Compression;
using System.Text;

namespace Integrity.IntegrationTests.Support;

/// <summary>A trail of two hours in a local directory, and the paths of its objects.</summary>
internal static class SampleTrail
{
    public const string Arn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";
    public const string Bucket = "amzn-s3-demo-bucket";
    public const string Region = "us-east-2";
    public const string StartTime = "2025-05-04T10:00:00Z";
    public const string EndTime = "2025-05-04T12:00:00Z";

    private const string Account = "AWSLogs/111122223333";

    public static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Returns the object path of a log file delivered a number of minutes after the start.</summary>
    public static string LogFilePath(int minute, string unique = "AzKOwsuMccYnSeMN")
    {
        var time = Start.AddMinutes(minute);
        return $"{Account}/CloudTrail/{Region}/{time:yyyy/MM/dd}/"
            + $"111122223333_CloudTrail_{Region}_{time:yyyyMMdd'T'HHmm'Z'}_{unique}.json.gz";
    }

    /// <summary>Returns the object path of the digest that ends a number of hours after the start.</summary>
    public static string DigestPath(int hour)
    {
        var time = Start.AddHours(hour);
        return $"{Account}/CloudTrail-Digest/{Region}/{time:yyyy/MM/dd}/"
            + $"111122223333_CloudTrail-Digest_{Region}_example-trail_{Region}_{time:yyyyMMdd'T'HHmmss'Z'}.json.gz";
    }

    public static string DigestFolder => $"{Account}/CloudTrail-Digest/{Region}";

    public static bool IsDigest(string path) => path.StartsWith(DigestFolder + "/", StringComparison.Ordinal);

    public static byte[] Events(int minute) =>
        Encoding.UTF8.GetBytes(
            $$"""
            {"Records":[{"eventVersion":"1.11","eventTime":"{{Start.AddMinutes(minute - 6):yyyy-MM-dd'T'HH:mm:ss'Z'}}",
            "eventName":"GetObject","awsRegion":"us-east-2"}]}
            """
        );

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(content);
        return compressed.ToArray();
    }

    /// <summary>Returns the decompressed content of a file.</summary>
    public static byte[] Inflate(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        gzip.CopyTo(inflated);
        return inflated.ToArray();
    }

    /// <summary>Writes an object to the directory of the bucket. Returns its file path.</summary>
    public static string Put(string store, string objectPath, byte[] content)
    {
        var path = Path.Combine(store, Bucket, objectPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Returns the options that select the trail, from its start to a time.</summary>
    public static string[] Selection(string until = EndTime) =>
        ["--trail-arn", Arn, "--start-time", StartTime, "--end-time", until];

    /// <summary>Returns the command that builds the trail, from its start to a time.</summary>
    public static string[] Build(string store, string keys, string until = EndTime) =>
        ["build", "--store", store, "--trail-arn", Arn, "--keys", keys, "--start-time", StartTime, "--until", until];

    /// <summary>Generates a key with ctverify.</summary>
    public static async Task GenerateKeyAsync(string keys)
    {
        var run = await CtVerifyProgram.RunAsync("keys", "generate", "--region", Region, "--out", keys);
        run.ExitCode.Should().Be(0, "the rest of the test depends on the key: {0}", run);
    }

    /// <summary>Builds all hours of the sample with ctverify.</summary>
    public static async Task BuildAsync(string store, string keys, string until = EndTime)
    {
        var run = await CtVerifyProgram.RunAsync(Build(store, keys, until));
        run.ExitCode.Should().Be(0, "the rest of the test depends on the chain: {0}", run);
    }

    /// <summary>Creates a chain of two digests with three log files, and its keys.</summary>
    public static async Task<(string Store, string Keys)> MakeAsync(TemporaryFolder folder)
    {
        var (store, keys) = (folder.At("store"), folder.At("keys"));
        foreach (var minute in (int[])[5, 35, 65])
            Put(store, LogFilePath(minute), Gzip(Events(minute)));
        await GenerateKeyAsync(keys);
        await BuildAsync(store, keys);
        return (store, keys);
    }
}
