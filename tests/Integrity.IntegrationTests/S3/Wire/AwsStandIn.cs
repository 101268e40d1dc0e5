using System.Text;

namespace Integrity.IntegrationTests.S3.Wire;

/// <summary>
/// Stands for AWS as far as it takes to see who asks and to refuse: CloudTrail knows one trail and no keys, buckets are empty, STS lets everybody assume every role.
/// Signatures are not checked.
/// </summary>
internal sealed class AwsStandIn : LoopbackServer
{
    public const string TrailArn = "arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail";
    public const string Bucket = "amzn-s3-demo-bucket";

    private const string Json = "application/x-amz-json-1.1";

    private const string Trail = $$"""
        {"trailList":[{"Name":"example-trail","S3BucketName":"{{Bucket}}","TrailARN":"{{TrailArn}}","HomeRegion":"us-east-2","IsMultiRegionTrail":true,"IsOrganizationTrail":false,"LogFileValidationEnabled":true}]}
        """;

    private const string EmptyListing = $"""
        <?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{Bucket}</Name><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>
        """;

    private const string Credentials =
        "<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret-of-role</SecretAccessKey><SessionToken>token-of-role</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>";

    /// <summary>The answer of S3 instead of an empty listing.</summary>
    public WireMessage? S3 { get; set; }

    /// <summary>The answer of CloudTrail instead of the trail.</summary>
    public WireMessage? CloudTrail { get; set; }

    /// <summary>The answer of STS instead of credentials.</summary>
    public WireMessage? Sts { get; set; }

    /// <summary>The access keys with which requests were signed, one for each service in the order in which it was asked first.</summary>
    public IReadOnlyList<string> Signers =>
        [
            .. Requests
                .Select(request => request.Header("Authorization") ?? "")
                .Select(header => header.Split("Credential=") is [_, var scope] ? scope.Split('/') : [])
                .Where(scope => scope.Length > 4)
                .Select(scope => $"{scope[3]} {scope[0]}")
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>The error that S3 answers, in its XML.</summary>
    public static WireMessage S3Error(int status, string code, string message, string more = "") =>
        WireMessage.Answer(
            status,
            "application/xml",
            $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message>{more}<RequestId>4442587FB7D0A2F9</RequestId></Error>"""
        );

    /// <summary>The error that CloudTrail answers, in its JSON.</summary>
    public static WireMessage CloudTrailError(string code, string message) =>
        WireMessage.Answer(400, Json, $$"""{"__type":"{{code}}","message":"{{message}}"}""");

    /// <summary>The error that STS answers, in its XML.</summary>
    public static WireMessage StsError(string code, string message) =>
        WireMessage.Answer(
            403,
            "text/xml",
            $"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"""
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
                    $"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>{Credentials}</AssumeRoleResult></AssumeRoleResponse>"""
                );
        return S3 ?? WireMessage.Answer(200, "application/xml", EmptyListing.Trim());
    }

    protected override IConnection Connect(Stream client) => new Connection(this, client);

    private sealed class Connection(AwsStandIn host, Stream client) : IConnection
    {
        public async Task<bool> AnswerAsync(WireMessage request, CancellationToken cancellationToken)
        {
            await host.Answer(request).SendAsync(client, cancellationToken);
            return true;
        }

        public void Dispose()
        {
            // it holds nothing
        }
    }
}
