using Amazon;
using Integrity.Aws;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Network;

/// <summary>A session replaces the AWS SDK's defaults only while it is open.</summary>
[Collection(AloneTests.Name)]
public sealed class SessionLifetimeTests
{
    [Fact]
    public void Closing_the_last_session_restores_the_default_connections_of_the_SDK()
    {
        var before = AWSConfigs.HttpClientFactory;
        var (first, second) = (new AwsSession(new AwsSettings()), new AwsSession(new AwsSettings()));
        AWSConfigs.HttpClientFactory.Should().NotBeSameAs(before);

        first.Dispose();
        second.Dispose();

        AWSConfigs.HttpClientFactory.Should().BeSameAs(before);
    }

    [Fact]
    public async Task Closing_the_last_session_restores_the_default_region_of_the_SDK()
    {
        var before = AWSConfigs.RegionEndpoint;
        var session = new AwsSession(new AwsSettings { Region = "eu-north-1" });
        await session.GetCredentialsAsync();
        AWSConfigs.RegionEndpoint.SystemName.Should().Be("eu-north-1", "credentials come from the session's region");

        session.Dispose();

        AWSConfigs.RegionEndpoint.Should().BeSameAs(before);
    }
}
