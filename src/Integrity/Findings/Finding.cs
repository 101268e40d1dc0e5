namespace Integrity.Findings;

/// <summary>One thing that was found on an object or a range. Findings are made only by the named factories of this library.</summary>
public sealed partial record Finding
{
    internal Finding(FindingCode code, string message, string? expected = null, string? actual = null, string? hint = null) =>
        (Code, Message, Expected, Actual, Hint) = (code, message, expected, actual, hint);

    /// <summary>What was found.</summary>
    public FindingCode Code { get; }

    /// <summary>What was found, in words, lower case. It can hold text from the bucket: escape it for where it is shown.</summary>
    public string Message { get; }

    /// <summary>What should have been found, where that is a value; else <c>null</c>.</summary>
    public string? Expected { get; }

    /// <summary>What was found instead, where that is a value; else <c>null</c>.</summary>
    public string? Actual { get; }

    /// <summary>What could mend it, where that is known; else <c>null</c>.</summary>
    public string? Hint { get; }

    /// <summary>What explains the finding where its message must stay that of the AWS CLI; else <c>null</c>. It holds no text from the bucket.</summary>
    internal string? Note { get; init; }

    /// <summary>The same finding, which says more.</summary>
    internal Finding Adding(string text) => new(Code, $"{Message}; {text}", Expected, Actual, Hint);

    /// <summary>The same finding, with another hint.</summary>
    internal Finding WithHint(string hint) => new(Code, Message, Expected, Actual, hint);

    /// <summary>The verdict that it forces.</summary>
    public Verdict Weight => FindingWeight.Of(Code);
}
