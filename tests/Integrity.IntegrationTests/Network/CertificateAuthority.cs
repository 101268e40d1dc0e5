using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Integrity.IntegrationTests.Network;

/// <summary>A certificate authority for one test, like that of a proxy that inspects TLS.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);
    private static readonly DateTimeOffset Until = From.AddDays(30);

    private readonly ConcurrentDictionary<string, X509Certificate2> _certificates = new(StringComparer.Ordinal);
    private readonly X509Certificate2 _root;
    private readonly RSA _key = RSA.Create(2048);

    public CertificateAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(
                X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature,
                critical: true
            )
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(From, Until);
    }

    /// <summary>The certificate of the authority, for <c>AWS_CA_BUNDLE</c>.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>Issues a server certificate for a host, current or expired.</summary>
    public X509Certificate2 Issue(string host, bool isExpired = false) =>
        _certificates.GetOrAdd($"{host} {isExpired}", _ => Create(host, isExpired));

    private X509Certificate2 Create(string host, bool isExpired)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                _root,
                includeKeyIdentifier: true,
                includeIssuerAndSerial: false
            )
        );
        using var certificate = request.Create(
            _root,
            From,
            isExpired ? From.AddHours(1) : Until.AddDays(-1),
            RandomNumberGenerator.GetBytes(8)
        );
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        foreach (var certificate in _certificates.Values)
            certificate.Dispose();
        _root.Dispose();
        _key.Dispose();
    }
}
