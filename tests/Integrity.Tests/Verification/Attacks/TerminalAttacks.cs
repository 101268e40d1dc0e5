using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Tests.Support;

namespace Integrity.Tests.Verification.Attacks;

/// <summary>Text from the bucket that would clear, recolor or forge lines on the terminal.</summary>
public class TerminalAttacks
{
    private const string Harmful = "\u001b[2J\u001b]0;owned\u0007\r\nDigest file\ts3://forged\tvalid\n\u202e\u009b";

    private readonly TrailSimulator _trail = TrailSimulator.OfHours(3);

    [Fact]
    public Task A_harmful_log_file_name_is_escaped()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Object"] = Harmful);
        return IsHarmless();
    }

    [Fact]
    public Task A_harmful_bucket_name_is_escaped()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["s3Bucket"] = Harmful);
        return IsHarmless();
    }

    [Fact]
    public Task A_harmful_hash_algorithm_name_is_escaped()
    {
        _trail.Home.AlteredHour(draft => draft.LogFiles[0]!["hashAlgorithm"] = Harmful);
        return IsHarmless();
    }

    [Fact]
    public async Task A_harmful_name_of_an_unlisted_object_is_escaped()
    {
        var listed = _trail.Digests[0].LogFiles[0].Location;
        _trail.Store.Put(listed with { Path = listed.Path[..(listed.Path.LastIndexOf('/') + 1)] + Harmful }, []);

        await IsHarmless();
    }

    [Fact]
    public Task A_harmful_link_is_escaped()
    {
        _trail.Home.AlteredHour(draft => draft["previousDigestS3Object"] = Harmful);
        return IsHarmless();
    }

    [Fact]
    public Task A_harmful_signature_algorithm_name_is_escaped()
    {
        _trail.Store.EditMetadata(
            _trail.Digests[1].Location,
            metadata => new Dictionary<string, string>(metadata, StringComparer.Ordinal)
            {
                ["signature-algorithm"] = Harmful,
            }
        );
        return IsHarmless();
    }

    private async Task IsHarmless()
    {
        var outcome = await _trail.VerifyAsync();
        using var text = new StringWriter { NewLine = "\n" };
        var report = new TextReport(text, text, isVerbose: true);

        foreach (var result in outcome.Results)
            report.Write(result);
        report.End(outcome.Summary);

        text.ToString()
            .Where(c => c is not ('\n' or '\t'))
            .Should()
            .NotContain(c => char.IsControl(c) || c == '\u202e');
        text.ToString()
            .Split('\n')
            .Should()
            .NotContain(line => line.StartsWith("Digest file\ts3://forged", StringComparison.Ordinal));
        outcome.Findings.Should().ContainSingle(finding => finding.Code != FindingCode.LogFileUnlisted);
    }
}
