using System.Diagnostics.CodeAnalysis;

namespace Integrity.Hints;

/// <summary>What a person can do about a problem, in the imperative, lower case, without a period.</summary>
/// <remarks>
/// <see cref="Text"/> fits every program. A program with its own way to do it, such as a command-line option, can word
/// it from <see cref="Code"/> and <see cref="Value"/> instead.
/// </remarks>
public sealed record Hint
{
    private Hint(HintCode code, string text, string? value = null, Hint? inner = null) =>
        (Code, Text, Value, Inner) = (code, text, value, inner);

    /// <summary>What to do, as a code; <see cref="HintCode.Other"/> if only the text describes it.</summary>
    public HintCode Code { get; }

    /// <summary>What to do, in words. It can contain text from the bucket: escape it before showing it.</summary>
    public string Text { get; }

    /// <summary>The value for the code, such as the name of a profile; <c>null</c> if the code has none.</summary>
    public string? Value { get; }

    /// <summary>The hint to which the code adds an alternative; <c>null</c> if there is none.</summary>
    public Hint? Inner { get; }

    /// <summary>Returns the hint with this text.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static Hint? FromString(string? text) => text is null ? null : new Hint(HintCode.Other, text);

    /// <summary>Converts a text to a hint; <c>null</c> to <c>null</c>.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Hint?(string? text) => FromString(text);

    /// <summary>Returns the hint of a code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code has no text, such as <see
    /// cref="HintCode.Other"/>.</exception>
    public static Hint Of(HintCode code, string? value = null) => new(code, HintText.Of(code, value), value);

    /// <summary>Returns a hint that adds an alternative to another one.</summary>
    internal static Hint Of(HintCode code, Hint inner) => new(code, HintText.Of(code, inner.Text), inner: inner);

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
