using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Integrity.Aws.Network;

/// <summary>Configures which certificate authorities TLS connections trust: those in a file, or the system's.</summary>
internal static class CertificateTrust
{
    /// <summary>The start of the error message for an untrusted server.</summary>
    public const string Untrusted = "certificate is not trusted";

    /// <summary>Returns TLS options that trust only the certificates in a file, as in the AWS CLI.</summary>
    /// <param name="bundle">The path of the file; <c>null</c> to trust the system's certificates.</param>
    /// <param name="origin">The setting or variable that names the file, for errors.</param>
    /// <exception cref="AwsConfigurationException">The file cannot be read or contains no certificate.</exception>
    public static SslClientAuthenticationOptions Options(string? bundle, string origin)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Check };
        if (bundle is not null)
            options.CertificateChainPolicy = TrustOnly(bundle, origin);
        return options;
    }

    private static X509ChainPolicy TrustOnly(string bundle, string origin)
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
            throw new AwsConfigurationException($"cannot read {bundle}: {ExternalMessage.Of(e)}", Hint, origin);
        }
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new AwsConfigurationException($"{bundle} contains no certificates", Hint, origin);
    }

    /// <summary>
    /// Throws instead of returning <c>false</c>, because the platform's error does not identify the certificate.
    /// </summary>
    private static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
            ? true
            : throw new AuthenticationException($"{Untrusted}: {Why(certificate, chain, errors)}");

    private static string Why(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if (certificate is null)
            return "the server did not send one";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"it is for another host ({certificate.Subject})";
        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return $"expired or not yet valid ({certificate.Subject})";
        var isUnknown = (status & Unknown) != X509ChainStatusFlags.NoError;
        return isUnknown ? $"unknown issuer ({certificate.Issuer})" : $"{status} ({certificate.Subject})";
    }
}
