using System.Reflection;
using Integrity.Hints;

namespace Integrity.Findings;

/// <summary>What a finding code means: its severity, and its texts for people.</summary>
/// <param name="Code">The finding code.</param>
/// <param name="Severity">The verdict that the finding forces: invalid or incomplete.</param>
/// <param name="Title">What is wrong, in one sentence.</param>
/// <param name="Explanation">What that says about the store, in one or two sentences.</param>
/// <param name="Hint">How to fix the cause, in the imperative; <c>null</c> if that depends on the case.</param>
public sealed record FindingRule(FindingCode Code, Verdict Severity, string Title, string Explanation, Hint? Hint)
{
    private const string InvestigateTampering =
        "Treat it as tampering until the cause is known: leave the bucket as it is, find out who wrote or deleted the "
        + "object (S3 server access logs, object versions, CloudTrail data events of another account), and compare it "
        + "with a backup.";

    private const string VerifyAgain =
        "This is neither evidence of tampering nor proof of integrity: remove the cause and verify again.";

    // indexed by the number of the code
    private static readonly FindingRule?[] Rules = ReadDeclarations();

    /// <summary>The rules of all codes, in the order of their declaration.</summary>
    public static IReadOnlyList<FindingRule> All { get; } = [.. Rules.OfType<FindingRule>()];

    /// <summary>What to do about a finding of this severity.</summary>
    public string Advice => Severity == Verdict.Invalid ? InvestigateTampering : VerifyAgain;

    /// <summary>Returns the rule of a code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is not declared.</exception>
    public static FindingRule Of(FindingCode code) =>
        (uint)code < (uint)Rules.Length && Rules[(int)code] is { } rule
            ? rule
            : throw new ArgumentOutOfRangeException(nameof(code), code, null);

    private static FindingRule?[] ReadDeclarations()
    {
        var fields = typeof(FindingCode).GetFields(BindingFlags.Public | BindingFlags.Static);
        var rules = new FindingRule?[fields.Length + 1];
        foreach (var field in fields)
        {
            var code = Enum.Parse<FindingCode>(field.Name);
            // without a declaration a code has no rule, so that using it fails instead of passing for harmless
            if (field.GetCustomAttribute<FindingRuleAttribute>() is { } declared)
                rules[(int)code] = new FindingRule(
                    code,
                    declared.Severity,
                    declared.Title,
                    declared.Explanation,
                    declared.HintCode == HintCode.Other ? declared.Hint : Hints.Hint.Of(declared.HintCode)
                );
        }
        return rules;
    }
}

/// <summary>Declares a finding code. <see cref="FindingRule"/> explains the values.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class FindingRuleAttribute(Verdict severity, string title, string explanation) : Attribute
{
    public Verdict Severity => severity;

    public string Title => title;

    public string Explanation => explanation;

    public string? Hint { get; init; }

    public HintCode HintCode { get; init; }
}
