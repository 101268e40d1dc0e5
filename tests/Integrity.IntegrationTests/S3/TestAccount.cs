namespace Integrity.IntegrationTests.S3;

/// <summary>The credentials that the test servers accept. They are valid nowhere else.</summary>
internal static class TestAccount
{
    public const string AccessKey = "test-access-key";
    public const string SecretKey = "test-secret-key";
}
