using System.Diagnostics.CodeAnalysis;
using Integrity.Hints;

namespace Integrity.Cli.Output;

/// <summary>Words the hints of the library with the commands and options of this program and of the AWS CLI.</summary>
internal static class HintWords
{
    private const string ExportOf = "eval \"$(aws configure export-credentials --profile";

    /// <summary>Returns the words of a hint; <c>null</c> for <c>null</c>.</summary>
    [return: NotNullIfNotNull(nameof(hint))]
    public static string? Of(Hint? hint) => hint is null ? null : Of(hint, hint.Value);

    private static string Of(Hint hint, string? value) =>
        hint.Code switch
        {
            HintCode.Other => hint.Text,
            HintCode.FetchWholeRange => "fetch the whole range with its log files (ctverify fetch, without --no-logs)",
            HintCode.NameOriginal => $"if this is a copy of {value}, pass --relocated-from {value}",
            HintCode.KeepMetadata =>
                "keep the metadata beside the digest file: aws s3api head-object --bucket BUCKET --key KEY "
                    + "--query Metadata --output json > KEY.meta.json; or copy one more hour of digest files",
            HintCode.UseSameCheckpoint => "make the proof with the same --checkpoint",
            HintCode.SkipUnlisted => $"{Of(hint.Inner)}; or skip this check with --no-unlisted",
            HintCode.AllowListingOrSkip => "allow s3:ListBucket, or skip this check with --no-unlisted",
            HintCode.NameDeliveryTime => "pass a time, or use the modification time: --delivered-at TIME or mtime",
            HintCode.CorrectClock => "correct the clock or the modification time, or pass a time with --delivered-at",
            HintCode.PassDeliveryTime => "pass a time with --delivered-at",
            HintCode.ListSigningKeys => "list the keys with: ctverify keys list",
            HintCode.NameStart =>
                $"set the start of the chain: --start-time {value}, or a later time to leave out earlier log files",
            HintCode.SupplyPublicKeys => "pass public keys from elsewhere with --keys",
            HintCode.CreateSigningKey => "create one with: ctverify keys generate",
            HintCode.SupplyPassphrase => "pass the passphrase file with --passphrase-file",
            HintCode.ImportSigningKey => "import the key with: ctverify keys import",
            HintCode.ImportKmsKey => $"import it: ctverify keys import kms:{value}, with --valid-from",
            HintCode.CheckTrailOrNameBucket =>
                "check the ARN and the account of the credentials, or pass the bucket with --s3-bucket",
            HintCode.AllowOrNameBucket => $"allow {value}, or pass the bucket with --s3-bucket",
            HintCode.AllowOrSupplyPublicKeys => $"allow {value}, or pass the keys with --keys",
            _ => OfAws(hint.Code, value),
        };

    private static string OfAws(HintCode code, string? value) =>
        code switch
        {
            HintCode.CheckRegion => $"{value} Check --region, AWS_REGION and the profile",
            HintCode.ConfigureCredentials =>
                "set AWS_PROFILE or --profile, log in (aws sso login), or set AWS_ACCESS_KEY_ID and "
                    + "AWS_SECRET_ACCESS_KEY",
            HintCode.TrustProxy => "set AWS_CA_BUNDLE or --ca-bundle to the proxy's certificates",
            HintCode.StartSsoSession => $"log in: aws sso login --profile '{value}'",
            HintCode.ConfigureSso => $"run aws configure sso --profile {value}, or add the line",
            HintCode.ConfigureProfile =>
                $"run aws configure --profile '{value}', or choose another profile with --profile",
            HintCode.ExportCredentials => $"export its credentials first: {ExportOf} {value} --format env)\"",
            HintCode.EnterMfaCode =>
                $"run the command in a terminal, or export credentials first: {ExportOf} {value} --format env)\"",
            HintCode.CreateKmsKey =>
                "create a key with: aws kms create-key --key-usage SIGN_VERIFY --key-spec RSA_2048",
            HintCode.EnableKmsKey => $"enable it: aws kms enable-key --key-id {value}",
            HintCode.KeepKmsKey =>
                $"keep it: aws kms cancel-key-deletion --key-id {value}, then aws kms enable-key --key-id {value}",
            HintCode.CheckKmsKey => $"check its state: aws kms describe-key --key-id {value}",
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
        };
}
