namespace Integrity.Tests.Keys;

/// <summary>
/// Two different 2,048-bit RSA public keys (PKCS#1 DER) with the same MD5 and therefore the same fingerprint. Nobody
/// has their private keys. An MD5 collision after a given prefix takes seconds to compute, and any odd number can serve
/// as a modulus.
/// </summary>
internal static class CollidingKeys
{
    public const string Fingerprint = "f13f435adbf24c68408efc7f4cc4dea7";

    public static byte[] First =>
        Convert.FromBase64String(
            "MIIBCgKCAQEA94BImy7mP2TJCCLSVjVMKS5cwQOaHlesCYDmOR3zworWyGg+7vm7Vj8jWJjK+jpNp2iLbLQkBTWadZ6sZ7RN4wYP"
                + "mw4fSVawGGTHd5Aywxv2gSoZICUyDAv8wF6SOzbPKd3RminTd0h+z0kh0MXB/xn8ak7qMXEY4mmXSw/kJpUCo/yZjupI1FuZIwL5"
                + "wBnB1/XE0VldLoFhnt4ttq7Wv0fBz7jxfmjC6IcvgzfWKjZXMGTyxfWzgV8MjBqhZNqZheMyLMV65xn0bX6OrYJt6y1wXde8jYOe"
                + "XgsXUSWjdgp9vAlo/kDni7ge/heSNp/nfAw5+XKFL1rOvgwKOEjqowIDAQAB"
        );

    public static byte[] Second =>
        Convert.FromBase64String(
            "MIIBCgKCAQEA94BImy7mP2TJCCLSVjVMKS5cwQOaHlesCYDmOR3zworWyGg+7vm7Vj8jWJjK+jpNp2iLbLQkBTWadZ6sZ7RN4wYP"
                + "mw4fSVawGGRHd5Aywxv2gSoZICUyDAv8wF6SOzbPKd3RmqnTd0h+z0kh0MXB/xn86k7qMXEY4mmXSw/kJpUCo/yZjupI1FuZowL5"
                + "wBnB1/XE0VldLoFhnt4ttq7Wv0fBz7hxfmjC6IcvgzfWKjZXMOTyxfWzgV8MjBqhZNqZheMyLMV65xn0bX6OrYJt6y1wXde8jYOe"
                + "XgsXUSWjdgp9vAlo/kDni7ge/heSNp/nfAw5+XKFL1rOvgwKOEjqowIDAQAB"
        );
}
