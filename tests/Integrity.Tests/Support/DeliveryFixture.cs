using Integrity.Building.Delivery;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>A directory of log files, the bucket they are delivered to, and a clock that the test sets.</summary>
internal sealed class DeliveryFixture : IDisposable
{
    public static readonly DateTimeOffset Start = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);

    public TempDirectory Source { get; } = new();

    public MemoryStore Store { get; } = new();

    public DateTimeOffset Now { get; set; } = Start;

    public DeliveryRequest Request { get; set; } =
        new()
        {
            Location = new TrailLocation("bucket", ""),
            AccountId = "111122223333",
            Region = "us-east-2",
        };

    /// <summary>Writes a log file. By default it was last modified five minutes before the start.</summary>
    public string Write(string name, string content, DateTimeOffset? modifiedAt = null) =>
        Write(name, System.Text.Encoding.UTF8.GetBytes(content), modifiedAt);

    public string Write(string name, byte[] content, DateTimeOffset? modifiedAt = null)
    {
        var path = Source.Write(name, content);
        File.SetLastWriteTimeUtc(path, (modifiedAt ?? Start.AddMinutes(-5)).UtcDateTime);
        return path;
    }

    public Task<IReadOnlyList<DeliveryResult>> DeliverAsync(params string[] paths) => DeliverAsync(Store, Store, paths);

    public async Task<IReadOnlyList<DeliveryResult>> DeliverAsync(
        IObjectReader reader,
        IObjectWriter writer,
        params string[] paths
    )
    {
        var results = new List<DeliveryResult>();
        await foreach (
            var result in new LogFileDelivery(reader, writer, new FixedClock(Now)).DeliverAsync(Request, paths)
        )
            results.Add(result);
        return results;
    }

    /// <summary>The contents of the log files in the bucket, ordered by object path.</summary>
    public IReadOnlyList<string> Contents =>
        [
            .. Store.Locations.Select(location =>
                System.Text.Encoding.UTF8.GetString(GzipBytes.Inflate(Store[location]))
            ),
        ];

    public void Dispose() => Source.Dispose();
}
