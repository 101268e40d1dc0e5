using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Integrity.Aws.Network;

/// <summary>
/// The certificate authorities that the servers' certificates must come from: those of a file, or those of the machine.
/// </summary>
internal static class CertificateTrust
{
    /// <summary>The beginning of the message when a server is not trusted.</summary>
    public const string Untrusted = "certificate is not trusted";

    /// <summary>
    /// TLS options for connections that trust the certificates in a file and no others, as the AWS CLI does; without a
    /// file, those of the machine.
    /// </summary>
    /// <param name="bundle">The path of the file; <c>null</c> for the certificates of the machine.</param>
    /// <param name="origin">The option or variable that names the file, for errors.</param>
    /// <exception cref="AwsConfigurationException">The file cannot be read, or holds no certificate.</exception>
    public static SslClientAuthenticationOptions Options(string? bundle, string origin)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Check };
        if (bundle is not null)
            options.CertificateChainPolicy = Only(bundle, origin);
        return options;
    }

    private static X509ChainPolicy Only(string bundle, string origin)
    {
        const string Hint = "pass a file of CA certificates in PEM format";
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(bundle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new AwsConfigurationException($"{origin}: cannot read {bundle}: {ForeignText.Of(e)}", Hint);
        }
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new AwsConfigurationException($"{origin}: {bundle} contains no certificates", Hint);
    }

    /// <summary>
    /// Throws instead of answering <c>false</c>: the platform's own message does not say whose certificate it is.
    /// </summary>
    private static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
            ? true
            : throw new AuthenticationException($"{Untrusted}: {Why(certificate, chain, errors)}");

    private static string Why(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if (certificate is null)
            return "the server sent none";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"it is for another host ({certificate.Subject})";
        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return $"it has expired or is not valid yet ({certificate.Subject})";
        var isUnknown = (status & Unknown) != X509ChainStatusFlags.NoError;
        return isUnknown ? $"unknown issuer ({certificate.Issuer})" : $"{status} ({certificate.Subject})";
    }
}
