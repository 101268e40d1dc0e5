namespace Integrity.Aws;

/// <summary>What a user can say of how AWS is reached. All else comes from where the AWS SDK and the AWS CLI look: environment, shared config and credentials files, …</summary>
public sealed record AwsSettings
{
    /// <summary>The profile in the shared config and credentials files; <c>null</c> for the default (<c>AWS_PROFILE</c>, else <c>default</c>).</summary>
    public string? Profile { get; init; }

    /// <summary>The region in which the API is called; <c>null</c> for the configured one.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The home region of the trail, or the region of the key: used when no option, variable or profile names a region
    /// of the same partition; <c>null</c> when unknown.
    /// </summary>
    public string? HomeRegion { get; init; }

    /// <summary>
    /// A file of CA certificates (PEM), the only ones that are trusted; <c>null</c> for <c>AWS_CA_BUNDLE</c>, then the
    /// profile's <c>ca_bundle</c>, then the certificates of the machine.
    /// </summary>
    public string? CaBundle { get; init; }

    /// <summary>The URL of every service; <c>null</c> for the configured ones.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Asks a person for the code of an MFA device, given its serial number; returns <c>null</c> when nobody can be asked.</summary>
    public Func<string, string?> AskMfaCode { get; init; } = _ => null;

    /// <summary>How many requests may be under way to one host at the same time.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>
    /// How often a request is tried before its object <em>could not be checked</em>; <c>null</c> for <c>AWS_MAX_ATTEMPTS</c>, then the profile's
    /// <c>max_attempts</c>, then six times, and for two minutes while the service answers that it gets too many requests.
    /// </summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Whether the caller pays for requests to buckets of others (<c>x-amz-request-payer</c>).</summary>
    public bool RequesterPays { get; init; }

    /// <summary>How long to wait before the second attempt, at most; it doubles with each further one up to <see cref="MaxDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait between two attempts, at most.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer, or the next bytes of one, may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a body may bring fewer bytes than <see cref="MinBytesPerSecond"/> asks for.</summary>
    internal TimeSpan RateWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many bytes a second a body must bring on average over a <see cref="RateWindow"/>.</summary>
    internal int MinBytesPerSecond { get; init; } = 100;
}
