using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Integrity.Aws.Kms;

/// <summary>
/// The ARN of a key in AWS KMS, or of an alias.
/// <code>
/// arn = "arn:" partition ":kms:" region ":" account-id ":" ("key/" id | "alias/" name)
/// arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
/// </code>
/// </summary>
public sealed partial record KmsKeyArn
{
    private KmsKeyArn(string arn, string region) => (Arn, Region) = (arn, region);

    /// <summary>The ARN as text.</summary>
    public string Arn { get; }

    /// <summary>The region of the key, where KMS must be called.</summary>
    public string Region { get; }

    /// <summary>Whether it is the ARN of an alias, which can later point to another key.</summary>
    public bool IsAlias => Arn.Contains(":alias/", StringComparison.Ordinal);

    /// <summary>Parses an ARN. Returns <c>false</c> if it is not the ARN of a key or an alias.</summary>
    public static bool TryParse(string? arn, [NotNullWhen(true)] out KmsKeyArn? key)
    {
        var match = ArnPattern().Match(arn ?? "");
        key = match.Success ? new KmsKeyArn(match.Value, match.Groups["region"].Value) : null;
        return match.Success;
    }

    /// <summary>Returns <see cref="Arn"/>.</summary>
    public override string ToString() => Arn;

    [GeneratedRegex(
        @"\Aarn:aws[a-z-]*:kms:(?<region>[a-z0-9-]+):[0-9]{12}:(key/[A-Za-z0-9-]{1,64}|alias/[A-Za-z0-9/_-]{1,250})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ArnPattern();
}
