using System.Text;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>
/// A minimal fake of AWS to test credentials and denials. CloudTrail has one trail and no keys, buckets are empty, and
/// STS allows every role. Signatures are not checked.
/// </summary>
internal sealed class AwsStub : LoopbackServer
{
    public const string TrailArn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";
    public const string Bucket = "amzn-s3-demo-bucket";

    private const string Json = "application/x-amz-json-1.1";

    private const string Trail = $$"""
        {"trailList":[{"Name":"example-trail","S3BucketName":"{{Bucket}}","TrailARN":"{{TrailArn}}",
        "HomeRegion":"us-east-2",
        "IsMultiRegionTrail":true,"IsOrganizationTrail":false,"LogFileValidationEnabled":true}]}
        """;

    private const string EmptyListing = $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{Bucket}</Name>
        <KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>
        """;

    private const string Credentials =
        "<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret-of-role</SecretAccessKey>"
        + "<SessionToken>token-of-role</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>";

    /// <summary>The response of S3; <c>null</c> for an empty listing.</summary>
    public WireMessage? S3 { get; set; }

    /// <summary>The response of CloudTrail; <c>null</c> for the trail.</summary>
    public WireMessage? CloudTrail { get; set; }

    /// <summary>The response of STS; <c>null</c> for credentials.</summary>
    public WireMessage? Sts { get; set; }

    /// <summary>The access key that signed the requests to each service, in the order of the first requests.</summary>
    public IReadOnlyList<string> Signers =>
        [
            .. Requests
                .Select(request => request.Header("Authorization") ?? "")
                .Select(header => header.Split("Credential=") is [_, var scope] ? scope.Split('/') : [])
                .Where(scope => scope.Length > 4)
                .Select(scope => $"{scope[3]} {scope[0]}")
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Creates an error response in the XML of S3.</summary>
    public static WireMessage S3Error(int status, string code, string message, string more = "") =>
        WireMessage.Answer(
            status,
            "application/xml",
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>{code}</Code><Message>{message}</Message>{more}<RequestId>4442587FB7D0A2F9</RequestId></Error>
            """
        );

    /// <summary>Creates an error response in the JSON of CloudTrail.</summary>
    public static WireMessage CloudTrailError(string code, string message) =>
        WireMessage.Answer(400, Json, $$"""{"__type":"{{code}}","message":"{{message}}"}""");

    /// <summary>Creates an error response in the XML of STS.</summary>
    public static WireMessage StsError(string code, string message) =>
        WireMessage.Answer(
            403,
            "text/xml",
            $"""
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId>
            </ErrorResponse>
            """
        );

    private WireMessage Answer(WireMessage request)
    {
        if (request.Header("X-Amz-Target") is { } target)
            return target.EndsWith("ListPublicKeys", StringComparison.Ordinal)
                ? WireMessage.Answer(200, Json, """{"PublicKeyList":[]}""")
                : CloudTrail ?? WireMessage.Answer(200, Json, Trail.Trim());
        if (Encoding.UTF8.GetString(request.Body).Contains("Action=AssumeRole", StringComparison.Ordinal))
            return Sts
                ?? WireMessage.Answer(
                    200,
                    "text/xml",
                    $"""
                    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                    <AssumeRoleResult>{Credentials}</AssumeRoleResult></AssumeRoleResponse>
                    """
                );
        return S3 ?? WireMessage.Answer(200, "application/xml", EmptyListing.Trim());
    }

    protected override IConnection Connect(Stream client) => new Connection(this, client);

    private sealed class Connection(AwsStub host, Stream client) : IConnection
    {
        public async Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken)
        {
            await host.Answer(request).SendAsync(client, cancellationToken);
            return true;
        }

        public void Dispose()
        {
            // Nothing to dispose.
        }
    }
}
