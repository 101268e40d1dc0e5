using Amazon;
using Integrity.Aws;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Network;

/// <summary>A session lends its connections to the AWS SDK only while it is open.</summary>
[Collection(AloneTests.Name)]
public sealed class SessionLifetimeTests
{
    [Fact]
    public void After_the_last_session_the_SDK_clients_of_the_application_get_their_own_connections_back()
    {
        var before = AWSConfigs.HttpClientFactory;
        var (first, second) = (new AwsSession(new AwsSettings()), new AwsSession(new AwsSettings()));
        AWSConfigs.HttpClientFactory.Should().NotBeSameAs(before);

        first.Dispose();
        second.Dispose();

        AWSConfigs.HttpClientFactory.Should().BeSameAs(before);
    }
}
