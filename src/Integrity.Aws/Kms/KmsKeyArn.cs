using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Integrity.Aws.Kms;

/// <summary>
/// A key in AWS KMS, by its ARN or by that of an alias.
/// <code>
/// arn = "arn:" partition ":kms:" region ":" account-id ":" ("key/" id | "alias/" name)
/// arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
/// </code>
/// </summary>
public sealed partial record KmsKeyArn
{
    private KmsKeyArn(string arn, string region) => (Arn, Region) = (arn, region);

    /// <summary>The ARN.</summary>
    public string Arn { get; }

    /// <summary>The region in which the key lies; KMS is called there.</summary>
    public string Region { get; }

    /// <summary>Whether it names an alias, which can come to lead to another key.</summary>
    public bool IsAlias => Arn.Contains(":alias/", StringComparison.Ordinal);

    /// <summary>Reads an ARN; <c>false</c> when the text is not that of a key or alias.</summary>
    public static bool TryParse(string? arn, [NotNullWhen(true)] out KmsKeyArn? key)
    {
        var match = ArnPattern().Match(arn ?? "");
        key = match.Success ? new KmsKeyArn(match.Value, match.Groups["region"].Value) : null;
        return match.Success;
    }

    /// <summary><see cref="Arn"/>.</summary>
    public override string ToString() => Arn;

    [GeneratedRegex(
        @"\Aarn:aws[a-z-]*:kms:(?<region>[a-z0-9-]+):[0-9]{12}:(key/[A-Za-z0-9-]{1,64}|alias/[A-Za-z0-9/_-]{1,250})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ArnPattern();
}
