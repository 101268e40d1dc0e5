using System.Globalization;
using Integrity.Building;
using Integrity.Cli.Output;
using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>Counts what one round built for one chain.</summary>
internal sealed class Round(TimeProvider clock, long bytesBefore)
{
    private readonly long _started = clock.GetTimestamp();
    private DateTimeOffset _end;

    public long BytesBefore => bytesBefore;

    public int Digests { get; private set; }

    public int BackfillDigests { get; private set; }

    public long LogFiles { get; private set; }

    public long LateLogFiles { get; private set; }

    public void Add(BuiltDigest built)
    {
        if (built.IsBackfill)
        {
            BackfillDigests++;
            LateLogFiles += built.Digest.LogFiles.Count;
            return;
        }
        Digests++;
        LogFiles += built.Digest.LogFiles.Count;
        _end = built.Digest.Period.End;
    }

    /// <summary>Returns a line that summarizes the round; <c>null</c> if nothing was built.</summary>
    public string? Describe(long bytesNow)
    {
        if (Digests == 0)
            return null;
        var late =
            BackfillDigests == 0
                ? ""
                : $"; {Count.Of(BackfillDigests, "backfill digest file")} "
                    + $"with {Count.Of(LateLogFiles, "late log file")}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Count.Of(Digests, "digest file")} up to {UtcTime.Format(_end)} "
                + $"with {Count.Of(LogFiles, "log file")}{late}; "
                + $"{(bytesNow - bytesBefore) / 1e6:0.0} MB read "
                + $"in {clock.GetElapsedTime(_started).TotalSeconds:0.0} s"
        );
    }
}
