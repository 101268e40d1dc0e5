namespace Integrity.Reporting.Html;

/// <summary>
/// Writes the coverage map: time from left to right, one row per chain. The map uses percentages of its width, so that
/// it also shows without a script and on paper. The script redraws it at each zoom.
/// </summary>
internal sealed class CoverageSection(ReportDocument document, ReportRange requested, HtmlWriter html)
{
    /// <summary>Maximum number of chains in the map.</summary>
    public const int MaxRows = 1000;

    /// <summary>Maximum number of runs in the script data. Beyond it, runs are joined into coarser ones.</summary>
    public const int MaxRuns = 5_000_000;

    private const int MaxRectangles = 40_000;
    private const int MaxListed = 1000;

    private readonly (long Start, long End) _range = Timeline.BoundsOf(requested);
    private readonly List<(int Index, ReportChain Chain, Timeline Timeline)> _rows = [];

    public void Write()
    {
        html.Write($"<section aria-labelledby=\"coverage-h\" id=\"coverage\">\n<h2 id=\"coverage-h\">Coverage</h2>\n");
        if (document.Chains.Count == 0)
            html.Write($"<p>No chain of digest files was found.</p>\n");
        else
            WriteMap();
        html.Write($"</section>\n");
    }

    private void WriteMap()
    {
        // If there are too many chains, keep the worst ones, in the order of the report.
        var drawn = document
            .Chains.Select((chain, index) => (chain, index))
            .OrderBy(entry => entry.chain.Verdict)
            .Take(MaxRows)
            .OrderBy(entry => entry.index);
        foreach (var (chain, index) in drawn)
            _rows.Add((index, chain, Timeline.Of(requested, chain.Coverage)));
        html.Write(
            $"<p class=\"note\">State of the requested range, chain by chain. Short problems are drawn wider than they "
                + $"are, so that they stay visible."
        );
        if (_rows.Count < document.Chains.Count)
            html.Write(
                $" Shows the {PlainWords.Number(_rows.Count)} worst of {PlainWords.Number(document.Chains.Count)} "
                    + $"chains."
            );
        html.Write($"</p>\n");
        WriteLegend();
        WriteTools();
        html.Write($"<div class=\"map\" id=\"map\">\n");
        WriteAxis();
        foreach (var (index, chain, timeline) in _rows)
            WriteRow(index, chain, timeline);
        html.Write(
            $"</div>\n<p class=\"readout\" id=\"readout\" aria-live=\"polite\" hidden></p>\n<div class=\"tip\" "
                + $"id=\"tip\" hidden></div>\n"
        );
        WriteTable();
        WriteData();
    }

    private void WriteLegend()
    {
        html.Write(
            $"""
            <svg class="patterns" aria-hidden="true" focusable="false"><defs>
            <pattern id="p0" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="7" height="7" class="b0"/><rect width="2.5" height="7" class="f0"/></pattern>
            <pattern id="p1" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" class="b1"/><circle cx="3" cy="3" r="1.1" class="f1"/></pattern>
            <pattern id="p2" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" class="b2"/><rect width="1.5" height="6" class="f2"/></pattern>
            </defs></svg>
            <ul class="legend">

            """
        );
        var used = _rows.SelectMany(row => row.Timeline.Runs).Select(run => run.State).ToHashSet();
        for (var state = 0; state < Wording.States.Count; state++)
        {
            var words = Wording.States[state];
            if (state == TimelineRun.NotReached && !used.Contains(state))
                continue;
            html.Write(
                $"<li><svg class=\"key\" width=\"34\" height=\"20\" aria-hidden=\"true\"><rect class=\"s{state}\" "
                    + $"width=\"34\" height=\"20\"/><text class=\"l{state}\" x=\"17\" y=\"14.5\">{words.Letter}</text>"
                    + $"</svg> "
            );
            html.Write($"<span><b>{words.Name}</b>: {words.Meaning}</span></li>\n");
        }
        html.Write($"</ul>\n");
    }

    private void WriteTools() =>
        html.Write(
            $"""
            <div class="tools" id="tools" hidden>
            <div role="group" aria-label="Zoom and move the map">
            <button type="button" data-do="in" title="Zoom in (+)">Zoom in</button>
            <button type="button" data-do="out" title="Zoom out (-)">Zoom out</button>
            <button type="button" data-do="left" title="Earlier (Shift and left arrow)">Earlier</button>
            <button type="button" data-do="right" title="Later (Shift and right arrow)">Later</button>
            <button type="button" data-do="all" title="Whole range (0)">Whole range</button>
            </div>
            <p class="window" id="window"></p>
            <p class="keys">Keys in the map: <kbd>←</kbd> <kbd>→</kbd> next interval,
            <kbd>↑</kbd> <kbd>↓</kbd> next chain,
            <kbd>Page Up</kbd> <kbd>Page Down</kbd> next interval that is not valid,
            <kbd>Enter</kbd> show its findings, <kbd>+</kbd> <kbd>-</kbd> zoom, <kbd>0</kbd> whole range.</p>
            </div>

            """
        );

    private void WriteAxis()
    {
        html.Write(
            $"<div class=\"row axis\" aria-hidden=\"true\"><span class=\"name\">UTC</span><svg id=\"axis\" "
                + $"width=\"100%\" height=\"36\">"
        );
        foreach (var (time, date, timeOfDay) in TimeAxis.Labels(_range.Start, _range.End, 4))
        {
            var at = Percent(time);
            var anchor =
                at < 10 ? "start"
                : at > 90 ? "end"
                : "middle";
            html.Write(
                $"<line x1=\"{at}%\" x2=\"{at}%\" y1=\"30\" y2=\"36\"/><text x=\"{at}%\" y=\"12\" "
                    + $"text-anchor=\"{anchor:plain}\">{date}</text><text x=\"{at}%\" y=\"26\" "
                    + $"text-anchor=\"{anchor:plain}\">{timeOfDay}</text>"
            );
        }
        html.Write($"</svg></div>\n");
    }

    private void WriteRow(int index, ReportChain chain, Timeline timeline)
    {
        var totals = Enumerable
            .Range(0, Wording.States.Count)
            .Select(state => (state, seconds: timeline.SecondsOf(state)))
            .Where(entry => entry.seconds > 0)
            .Select(entry =>
                $"{Wording.States[entry.state].Name.ToLowerInvariant()} {PlainWords.Duration(entry.seconds)}"
            );
        html.Write(
            $"<div class=\"row\"><span class=\"name\" id=\"n{index}\"><b>{chain.Region}</b> {chain.AccountId}</span>"
        );
        html.Write(
            $"<div class=\"bar\" data-chain=\"{index}\" data-account=\"{chain.AccountId:plain}\" "
                + $"data-region=\"{chain.Region:plain}\" role=\"img\" aria-label=\"{chain.Region:plain}, account "
                + $"{chain.AccountId:plain}: {string.Join(", ", totals):plain}\"><svg width=\"100%\" height=\"30\" "
                + $"aria-hidden=\"true\">"
        );
        var columns = Math.Clamp(MaxRectangles / _rows.Count, 40, 300);
        var step = Math.Max(1, (_range.End - _range.Start + columns - 1) / columns);
        var isExact = timeline.Runs.All(run => run.End - run.Start >= step);
        foreach (var run in (isExact ? timeline : timeline.InStepsOf(step)).Runs)
            WriteRectangle(run, isExact);
        html.Write($"</svg></div></div>\n");
    }

    private void WriteRectangle(TimelineRun run, bool isExact)
    {
        if (run.State == TimelineRun.NotReached)
            return;
        var (x, width) = (Percent(run.Start), Percent(run.End) - Percent(run.Start));
        html.Write($"<rect class=\"s{run.State}\" x=\"{x}%\" width=\"{width}%\" height=\"30\">");
        if (isExact)
            html.Write(
                $"<title>{Wording.States[run.State].Name:plain}: {Wording.Range(run.Start, run.End):plain} "
                    + $"({PlainWords.Duration(run.End - run.Start):plain})</title>"
            );
        html.Write($"</rect>");
        if (width >= 5)
            html.Write(
                $"<text class=\"l{run.State}\" x=\"{x + (width / 2)}%\" y=\"20\">{Wording.States[run.State].Letter}"
                    + $"</text>"
            );
    }

    private void WriteTable()
    {
        var count = _rows.Sum(row => row.Timeline.Runs.LongCount(run => run.State < TimelineRun.Valid));
        if (count == 0)
        {
            html.Write($"<p class=\"note\">No interval is invalid, not covered or unchecked.</p>\n");
            return;
        }
        html.Write(
            $"<details class=\"intervals\"{(count <= 12 ? " open" : ""):plain}><summary>Table of the "
                + $"{PlainWords.Count(count, "interval that is", "intervals that are")} not valid</summary>\n"
        );
        html.Write(
            $"""
            <div class="scroll" role="region" aria-label="Intervals that are not valid" tabindex="0"><table>
            <thead><tr>
            <th scope="col">Account</th><th scope="col">Region</th><th scope="col">State</th><th scope="col">From</th>
            <th scope="col">To</th><th scope="col">Length</th></tr></thead>
            <tbody>

            """
        );
        var listed = _rows
            .SelectMany(row =>
                row.Timeline.Runs.Where(run => run.State < TimelineRun.Valid).Select(run => (row.Chain, run))
            )
            .Take(MaxListed);
        foreach (var (chain, run) in listed)
        {
            html.Write(
                $"<tr><th scope=\"row\">{chain.AccountId}</th><th scope=\"row\">{chain.Region}</th><td><span "
                    + $"class=\"tag w{run.State}\">{Wording.States[run.State].Name}</span></td>"
            );
            html.Write(
                $"<td>{Wording.Time(run.Start)}</td><td>{Wording.Time(run.End)}</td>"
                    + $"<td>{PlainWords.Duration(run.End - run.Start)}</td></tr>\n"
            );
        }
        html.Write($"</tbody></table></div>\n");
        if (count > MaxListed)
            html.Write(
                $"<p class=\"note\">{PlainWords.Number(count - MaxListed)} more are in the map, and in the JSON report."
                    + $"</p>\n"
            );
        html.Write($"</details>\n");
    }

    private void WriteData()
    {
        var most = Math.Max(100, MaxRuns / _rows.Count);
        using (var json = new ScriptJson())
        {
            json.Object();
            json.Number("start", _range.Start);
            json.Number("end", _range.End);
            json.Array("states");
            foreach (var words in Wording.States)
                json.Text(words.Name);
            json.EndArray();
            json.Array("letters");
            foreach (var words in Wording.States)
                json.Text(words.Letter);
            json.EndArray();
            json.EndObject();
            html.WriteJson("map-data", json);
        }
        foreach (var (index, _, timeline) in _rows)
        {
            var runs =
                timeline.Runs.Count <= most
                    ? timeline
                    : timeline.InStepsOf((_range.End - _range.Start + most - 1) / most);
            using var json = new ScriptJson();
            var step = Math.Max(1, runs.Step);
            json.Object();
            json.Number("step", step);
            json.Array("runs");
            foreach (var run in runs.Runs)
            {
                json.Number(run.State);
                json.Number((run.End - run.Start) / step);
            }
            json.EndArray();
            json.EndObject();
            html.WriteJson($"runs-{index}", json);
        }
    }

    private double Percent(long time) => 100.0 * (time - _range.Start) / (_range.End - _range.Start);
}
