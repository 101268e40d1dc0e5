namespace Integrity.Hints;

/// <summary>Words hints for any program: without options and commands.</summary>
internal static class HintText
{
    public static string Of(HintCode code, string? value) =>
        code switch
        {
            HintCode.FetchWholeRange => "fetch the whole range, with its log files",
            HintCode.NameOriginal => $"if this is a copy of {value}, verify it as a relocated copy",
            HintCode.KeepMetadata => "keep the metadata beside the digest file, or copy one more hour of digest files",
            HintCode.UseSameCheckpoint => "create the proof with the same checkpoint",
            HintCode.SkipUnlisted => $"{value}; or skip this check",
            HintCode.AllowListingOrSkip => "allow s3:ListBucket, or skip this check",
            HintCode.NameDeliveryTime => "name its delivery time, or use the time of its last modification",
            HintCode.ListSigningKeys => "check which signing keys exist",
            HintCode.NameStart => $"start the chain at {value}, or later to leave out earlier log files",
            HintCode.SupplyPublicKeys => "supply the public keys from elsewhere",
            HintCode.CreateSigningKey => "create a signing key",
            HintCode.SupplyPassphrase => "supply the passphrase of the key",
            HintCode.ImportSigningKey => "import the key, so that it has a file of its own",
            HintCode.ImportKmsKey => $"import the key of {value}, with the start of its validity",
            HintCode.CheckTrailOrNameBucket =>
                "check the ARN and the account of the credentials, or name the bucket of the trail",
            HintCode.AllowOrNameBucket => $"allow {value}, or name the bucket of the trail",
            HintCode.AllowOrSupplyPublicKeys => $"allow {value}, or supply the public keys",
            HintCode.CheckRegion => $"{value} Check the region in the settings, AWS_REGION and the profile",
            HintCode.ConfigureCredentials =>
                "set a profile, log in with SSO, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            HintCode.TrustProxy => "set the CA bundle to the certificates of the proxy",
            HintCode.StartSsoSession => $"start the SSO session of profile {value}",
            HintCode.ConfigureSso => $"configure SSO for profile {value}, or add the line",
            HintCode.ConfigureProfile => $"configure profile {value}, or choose another profile",
            HintCode.ExportCredentials => $"export the credentials of profile {value} first",
            HintCode.EnterMfaCode => $"run it on a terminal, or export the credentials of profile {value} first",
            HintCode.CreateKmsKey => "create an RSA key whose usage is SIGN_VERIFY",
            HintCode.EnableKmsKey => $"enable the key {value}",
            HintCode.KeepKmsKey => $"cancel the deletion of the key {value}, and enable it",
            HintCode.CheckKmsKey => $"check the state of the key {value}",
            HintCode.CorrectClock => "correct the clock or the modification time, or pass a delivery time",
            HintCode.PassDeliveryTime => "pass a delivery time",
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
        };
}
