namespace Integrity.IntegrationTests.S3;

/// <summary>The credentials that the servers of these tests accept. They open nothing else.</summary>
internal static class TestAccount
{
    public const string AccessKey = "test-access-key";
    public const string SecretKey = "test-secret-key";
}
