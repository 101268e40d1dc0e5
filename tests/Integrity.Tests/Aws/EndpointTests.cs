using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Integrity.Aws.CloudTrail;
using Integrity.Tests.Support;

namespace Integrity.Tests.Aws;

/// <summary>
/// Compares endpoints with botocore's in every region of every partition (see <c>testdata/README.md</c>).
/// </summary>
public sealed class EndpointTests
{
    private static readonly AWSCredentials Anonymous = new AnonymousAWSCredentials();

    [Fact]
    public void The_table_covers_every_partition() =>
        Rows("cloudtrail")
            .Select(row => row.Region)
            .Should()
            .Contain([
                "us-east-1",
                "us-gov-west-1",
                "cn-north-1",
                "us-iso-east-1",
                "us-isob-east-1",
                "us-isof-east-1",
                "eu-isoe-west-1",
                "eusc-de-east-1",
            ]);

    [Fact]
    public void CloudTrail_endpoints_match_botocore() =>
        Differences("cloudtrail", row => CloudTrailEndpoint.Of(row.Region, row.IsFips, row.IsDualStack))
            .Should()
            .BeEmpty();

    [Fact]
    public void S3_endpoints_match_botocore() =>
        Differences(
                "s3",
                row =>
                {
                    using var client = new AmazonS3Client(Anonymous, Configure(new AmazonS3Config(), row));
                    return client
                        .DetermineServiceOperationEndpoint(
                            new GetObjectRequest { BucketName = "amzn-s3-demo-bucket", Key = "k" }
                        )
                        .URL;
                }
            )
            .Should()
            .BeEmpty();

    [Fact]
    public void KMS_endpoints_match_botocore() =>
        Differences(
                "kms",
                row =>
                {
                    using var client = new AmazonKeyManagementServiceClient(
                        Anonymous,
                        Configure(new AmazonKeyManagementServiceConfig(), row)
                    );
                    return client.DetermineServiceOperationEndpoint(new SignRequest()).URL;
                }
            )
            .Should()
            .BeEmpty();

    [Fact]
    public void STS_endpoints_match_botocore() =>
        Differences(
                "sts",
                row =>
                {
                    using var client = new AmazonSecurityTokenServiceClient(
                        Anonymous,
                        Configure(new AmazonSecurityTokenServiceConfig(), row)
                    );
                    return client.DetermineServiceOperationEndpoint(new AssumeRoleRequest()).URL;
                }
            )
            .Should()
            .BeEmpty();

    private static T Configure<T>(T config, Row row)
        where T : ClientConfig
    {
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(row.Region);
        config.UseFIPSEndpoint = row.IsFips;
        config.UseDualstackEndpoint = row.IsDualStack;
        return config;
    }

    private static List<string> Differences(string service, Func<Row, string> endpoint) =>
        [
            .. Rows(service)
                .Select(row => (Row: row, Url: UrlOrError(() => endpoint(row)).TrimEnd('/')))
                .Where(pair => pair.Url != pair.Row.Url)
                .Select(pair => $"{pair.Row}: {pair.Url}"),
        ];

    private static string UrlOrError(Func<string> endpoint)
    {
        try
        {
            return endpoint();
        }
        catch (AmazonClientException e)
        {
            return $"error: {e.Message}";
        }
    }

    private static IEnumerable<Row> Rows(string service) =>
        File.ReadLines(Repository.PathTo("testdata", "endpoints", "botocore-endpoints.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .Where(cells => cells[0] == service)
            .Select(cells => new Row(cells[1], cells[2], cells[3], cells[4]));

    private sealed record Row(string Region, string Fips, string DualStack, string Url)
    {
        public bool IsFips => Fips.Length > 0;

        public bool IsDualStack => DualStack.Length > 0;
    }
}
