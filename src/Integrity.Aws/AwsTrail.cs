using Integrity.Aws.CloudTrail;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.Aws;

/// <summary>
/// A trail in AWS, ready to verify: its bucket in S3, and its public keys from CloudTrail. Safe for
/// concurrent use.
/// </summary>
public sealed class AwsTrail : IDisposable
{
    /// <summary>Number of log files to check in parallel in S3.</summary>
    public const int Concurrency = 128;

    /// <summary>Number of digests to download ahead in S3.</summary>
    public const int ReadAhead = 32;

    private readonly Trail _trail;

    private AwsTrail(Trail trail, AwsSession session, TimeProvider clock, IKeySource keys, TrailDescription description)
    {
        (_trail, Session, Keys) = (trail, session, keys);
        (Location, IsOrganizationTrail) = (description.Location, description.IsOrganizationTrail);
        Store = new S3Store(session, clock);
    }

    /// <summary>The session. It is closed with this object.</summary>
    /// <summary>The number of requests and retries so far.</summary>
    internal RequestTraffic Traffic => Session.Traffic;

    internal AwsSession Session { get; }

    /// <summary>The store to verify.</summary>
    public IObjectReader Store { get; }

    /// <summary>The trusted keys.</summary>
    public IKeySource Keys { get; }

    /// <summary>The bucket and prefix the trail delivers to.</summary>
    public TrailLocation Location { get; }

    /// <summary>
    /// Whether it is an organization trail. <c>false</c> if the location was given, so CloudTrail was not asked.
    /// </summary>
    public bool IsOrganizationTrail { get; }

    /// <summary>Connects to AWS and looks up the trail.</summary>
    /// <param name="trail">The trail.</param>
    /// <param name="settings">The settings for access to AWS.</param>
    /// <param name="clock">The clock, usually <c>TimeProvider.System</c>.</param>
    /// <param name="location">
    /// The bucket and prefix to verify; <c>null</c> to ask CloudTrail (<c>cloudtrail:DescribeTrails</c>).
    /// </param>
    /// <param name="keys">
    /// The trusted keys; <c>null</c> to ask CloudTrail (<c>cloudtrail:ListPublicKeys</c>) when they are needed.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="AwsConfigurationException">
    /// A setting is invalid, or the trail does not exist.
    /// </exception>
    /// <exception cref="StoreException">The request failed or was denied.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<AwsTrail> OpenAsync(
        Trail trail,
        AwsSettings settings,
        TimeProvider clock,
        TrailLocation? location = null,
        IKeySource? keys = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(trail);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        var session = new AwsSession(settings with { HomeRegion = settings.HomeRegion ?? trail.HomeRegion });
        try
        {
            var cloudTrail = new CloudTrailClient(session, clock);
            var description = location is null
                ? await cloudTrail.DescribeTrailAsync(trail, cancellationToken).ConfigureAwait(false)
                    ?? throw NotFound(trail)
                : new TrailDescription(location, IsOrganizationTrail: false);
            return new AwsTrail(trail, session, clock, keys ?? new CloudTrailKeys(cloudTrail), description);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Creates a request to verify the trail, with a parallelism suited to S3.</summary>
    /// <param name="start">Start of the range.</param>
    /// <param name="end">End of the range (exclusive).</param>
    public VerificationRequest ToRequest(DateTimeOffset start, DateTimeOffset end) =>
        new()
        {
            Trail = _trail,
            Places = [Location],
            Start = start,
            End = end,
            Concurrency = Concurrency,
            ReadAhead = ReadAhead,
        };

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();

    private static AwsConfigurationException NotFound(Trail trail) =>
        new($"trail {trail.Arn} does not exist in CloudTrail", Hint.Of(HintCode.CheckTrailOrNameBucket));
}
