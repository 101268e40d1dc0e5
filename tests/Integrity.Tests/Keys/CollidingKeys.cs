namespace Integrity.Tests.Keys;

/// <summary>
/// Two different RSA public keys of 2,048 bits, PKCS#1 DER, with one and the same MD5, and so one fingerprint. Nobody has their private halves.
/// MD5 collisions behind a given beginning take seconds to make, and any odd number can pass for a modulus: this is what a fingerprint is worth.
/// </summary>
internal static class CollidingKeys
{
    public const string Fingerprint = "f13f435adbf24c68408efc7f4cc4dea7";

    public static byte[] First =>
        Convert.FromBase64String(
            "MIIBCgKCAQEA94BImy7mP2TJCCLSVjVMKS5cwQOaHlesCYDmOR3zworWyGg+7vm7Vj8jWJjK+jpNp2iLbLQkBTWadZ6sZ7RN4wYPmw4fSVawGGTHd5Aywxv2"
                + "gSoZICUyDAv8wF6SOzbPKd3RminTd0h+z0kh0MXB/xn8ak7qMXEY4mmXSw/kJpUCo/yZjupI1FuZIwL5wBnB1/XE0VldLoFhnt4ttq7Wv0fBz7jxfmjC6Icv"
                + "gzfWKjZXMGTyxfWzgV8MjBqhZNqZheMyLMV65xn0bX6OrYJt6y1wXde8jYOeXgsXUSWjdgp9vAlo/kDni7ge/heSNp/nfAw5+XKFL1rOvgwKOEjqowIDAQAB"
        );

    public static byte[] Second =>
        Convert.FromBase64String(
            "MIIBCgKCAQEA94BImy7mP2TJCCLSVjVMKS5cwQOaHlesCYDmOR3zworWyGg+7vm7Vj8jWJjK+jpNp2iLbLQkBTWadZ6sZ7RN4wYPmw4fSVawGGRHd5Aywxv2"
                + "gSoZICUyDAv8wF6SOzbPKd3RmqnTd0h+z0kh0MXB/xn86k7qMXEY4mmXSw/kJpUCo/yZjupI1FuZowL5wBnB1/XE0VldLoFhnt4ttq7Wv0fBz7hxfmjC6Icv"
                + "gzfWKjZXMOTyxfWzgV8MjBqhZNqZheMyLMV65xn0bX6OrYJt6y1wXde8jYOeXgsXUSWjdgp9vAlo/kDni7ge/heSNp/nfAw5+XKFL1rOvgwKOEjqowIDAQAB"
        );
}
