namespace Integrity.Hints;

/// <summary>What to do about a problem, for programs that word it for their own users.</summary>
public enum HintCode
{
    /// <summary>Only the text of the hint describes it.</summary>
    Other,

    /// <summary>Fetch the whole range with its log files.</summary>
    FetchWholeRange,

    /// <summary>Verify the files as a relocated copy of the value (a bucket and prefix).</summary>
    NameOriginal,

    /// <summary>Keep the metadata of digest files, or copy one more hour.</summary>
    KeepMetadata,

    /// <summary>Create the proof with the same checkpoint.</summary>
    UseSameCheckpoint,

    /// <summary>Follow the inner hint, or skip the search for unlisted log files.</summary>
    SkipUnlisted,

    /// <summary>Allow the listing, or skip the search for unlisted result files.</summary>
    AllowListingOrSkip,

    /// <summary>Name the delivery time of a log file.</summary>
    NameDeliveryTime,

    /// <summary>Check which signing keys exist.</summary>
    ListSigningKeys,

    /// <summary>Name the start of the first digest, such as the value (a time).</summary>
    NameStart,

    /// <summary>Supply the public keys from elsewhere.</summary>
    SupplyPublicKeys,

    /// <summary>Create a signing key.</summary>
    CreateSigningKey,

    /// <summary>Supply the passphrase of a signing key.</summary>
    SupplyPassphrase,

    /// <summary>Import a signing key, so that it has a file of its own.</summary>
    ImportSigningKey,

    /// <summary>Import the KMS key of the value (an alias).</summary>
    ImportKmsKey,

    /// <summary>Check the ARN and the account, or name the bucket of the trail.</summary>
    CheckTrailOrNameBucket,

    /// <summary>Allow the value (an action of CloudTrail), or name the bucket of the trail.</summary>
    AllowOrNameBucket,

    /// <summary>Allow the value (an action of CloudTrail), or supply the public keys.</summary>
    AllowOrSupplyPublicKeys,

    /// <summary>Check the region; the value names what is expected.</summary>
    CheckRegion,

    /// <summary>Configure AWS credentials.</summary>
    ConfigureCredentials,

    /// <summary>Trust the certificates of the proxy.</summary>
    TrustProxy,

    /// <summary>Start the SSO session of the value (a profile).</summary>
    StartSsoSession,

    /// <summary>Configure SSO for the value (a profile).</summary>
    ConfigureSso,

    /// <summary>Configure the value (a profile), or choose another profile.</summary>
    ConfigureProfile,

    /// <summary>Export the credentials of the value (a profile).</summary>
    ExportCredentials,

    /// <summary>Enter the MFA code on a terminal, or export the credentials of the value (a profile).</summary>
    EnterMfaCode,

    /// <summary>Create a KMS key that signs.</summary>
    CreateKmsKey,

    /// <summary>Enable the value (a KMS key).</summary>
    EnableKmsKey,

    /// <summary>Cancel the deletion of the value (a KMS key), and enable it.</summary>
    KeepKmsKey,

    /// <summary>Check the state of the value (a KMS key).</summary>
    CheckKmsKey,

    /// <summary>Correct the clock or the modification time, or pass a delivery time.</summary>
    CorrectClock,

    /// <summary>Pass a delivery time.</summary>
    PassDeliveryTime,
}
