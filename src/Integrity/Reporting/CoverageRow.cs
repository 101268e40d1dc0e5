namespace Integrity.Reporting;

/// <summary>
/// Draws the coverage of a range as a line of blocks, oldest first. A block shows the worst state of its time.
/// </summary>
internal sealed class CoverageRow
{
    /// <summary>The meaning of the blocks.</summary>
    public const string Legend = "█ valid   X invalid   ░ not covered   ? could not check   · not reached";

    private const int MaxBlocks = 60;

    private static readonly TimeSpan[] Units =
    [
        .. new[] { 1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96, 120, 168, 240, 336, 504, 672, 1344, 2688, 5376 }
            .Concat([8760, 17520, 43800, 87600])
            .Select(hours => TimeSpan.FromHours(hours)),
    ];

    private readonly ReportRange _range;
    private readonly int _blocks;

    public CoverageRow(ReportRange range)
    {
        _range = range;
        var length = range.End > range.Start ? range.End - range.Start : TimeSpan.Zero;
        Block =
            Array.Find(Units, unit => Count(length, unit) <= MaxBlocks) is var found && found > TimeSpan.Zero
                ? found
                : TimeSpan.FromTicks((length.Ticks / MaxBlocks) + 1);
        _blocks = (int)Count(length, Block);
    }

    /// <summary>The time covered by one block.</summary>
    public TimeSpan Block { get; }

    /// <summary>Returns the blocks of a chain.</summary>
    public string Of(IEnumerable<CoverageInterval> coverage)
    {
        var states = new CoverageState?[_blocks];
        foreach (var interval in coverage)
        {
            var (start, end) = (
                interval.Start > _range.Start ? interval.Start : _range.Start,
                interval.End < _range.End ? interval.End : _range.End
            );
            if (start >= end)
                continue;
            var (first, last) = (
                (start - _range.Start).Ticks / Block.Ticks,
                ((end - _range.Start).Ticks - 1) / Block.Ticks
            );
            for (var i = first; i <= last; i++)
                states[i] = states[i] is { } state && state < interval.State ? state : interval.State;
        }
        return string.Concat(states.Select(Glyph));
    }

    private static long Count(TimeSpan length, TimeSpan block) => (length.Ticks + block.Ticks - 1) / block.Ticks;

    private static char Glyph(CoverageState? state) =>
        state switch
        {
            null => '·',
            CoverageState.Invalid => 'X',
            CoverageState.NotCovered => '░',
            CoverageState.CouldNotCheck => '?',
            CoverageState.Valid => '█',
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
        };
}
