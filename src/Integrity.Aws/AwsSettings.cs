namespace Integrity.Aws;

/// <summary>
/// Settings for access to AWS. Everything else comes from the sources that the AWS SDK and the AWS CLI use, such as the
/// environment and the shared config and credentials files.
/// </summary>
public sealed record AwsSettings
{
    /// <summary>
    /// The profile in the shared config and credentials files; <c>null</c> for <c>AWS_PROFILE</c>, then <c>default</c>.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>The region of API calls; <c>null</c> for the configured one.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The home region of the trail, or the region of the key. Used if no option, variable or profile names a region of
    /// the same partition. <c>null</c> if unknown.
    /// </summary>
    public string? HomeRegion { get; init; }

    /// <summary>
    /// A file of CA certificates (PEM) to trust instead of the system's. <c>null</c> for <c>AWS_CA_BUNDLE</c>, then the
    /// profile's <c>ca_bundle</c>, then the system's certificates.
    /// </summary>
    public string? CaBundle { get; init; }

    /// <summary>The URL of every service; <c>null</c> for the configured ones.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>
    /// Asks the user for the code of the MFA device with the given serial number. Returns <c>null</c> without a
    /// terminal.
    /// </summary>
    public Func<string, string?> AskMfaCode { get; init; } = _ => null;

    /// <summary>The maximum number of concurrent requests to one host.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>
    /// The number of attempts before an object <em>could not be checked</em>. <c>null</c> for <c>AWS_MAX_ATTEMPTS</c>,
    /// then the profile's <c>max_attempts</c>, then six attempts, or two minutes while the service throttles.
    /// </summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Whether the caller pays for requests to Requester Pays buckets (<c>x-amz-request-payer</c>).</summary>
    public bool RequesterPays { get; init; }

    /// <summary>
    /// The longest delay before the second attempt. It doubles with each further attempt, up to <see cref="MaxDelay"/>.
    /// </summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest delay between two attempts.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time-out for opening a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time-out for the start of a response and for each read of its body.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The period over which <see cref="MinBytesPerSecond"/> is averaged.</summary>
    internal TimeSpan RateWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The lowest acceptable rate of a response body.</summary>
    internal int MinBytesPerSecond { get; init; } = 100;
}
