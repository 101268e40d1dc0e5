using Integrity.Aws;
using Integrity.Aws.Kms;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>
/// The signers of a build: private keys in a directory, or AWS KMS keys with their public keys in it.
/// </summary>
internal sealed class BuildSigners : IDisposable
{
    private readonly Func<string, bool> _canSign;
    private readonly Func<string, CommandException> _refusal;
    private readonly IReadOnlyList<IDisposable> _held;

    private BuildSigners(
        ISignerSource source,
        Func<string, bool> canSign,
        Func<string, CommandException> refusal,
        IReadOnlyList<IDisposable> held
    ) => (Source, _canSign, _refusal, _held) = (source, canSign, refusal, held);

    public ISignerSource Source { get; }

    /// <summary>Uses the private keys in a directory.</summary>
    public static BuildSigners FromDirectory(string keys, Func<string, string> passphraseOf)
    {
        var folder = new SigningKeyDirectory(keys, passphraseOf);
        return new BuildSigners(
            folder,
            region => folder.Regions.Contains(region, StringComparer.Ordinal),
            region =>
                CommandException.Usage(
                    $"--keys: no private key for {region} in {Path.Combine(keys, region)}",
                    $"create one with: ctverify keys generate --region {region} --out {keys}"
                ),
            [folder]
        );
    }

    /// <summary>
    /// Uses KMS keys, named <c>kms:ARN</c>. Their public keys must be in the key directory, because verifiers would
    /// reject any other signature.
    /// </summary>
    public static async Task<BuildSigners> FromKmsAsync(
        IReadOnlyList<string> names,
        string keys,
        AwsSettings settings,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var arns = names.Select(NewKey.KmsArn).ToList();
        KeyRingFile.Load(keys);
        var session = new AwsSession(settings with { HomeRegion = arns[0].Region });
        try
        {
            var signers = await KmsSigners.OpenAsync(
                session,
                arns,
                () => KeyRingFile.Load(keys),
                clock,
                cancellationToken
            );
            return new BuildSigners(
                signers,
                signers.CanSign,
                region =>
                    CommandException.Usage(
                        $"--signer: its public key is not in {Path.Combine(keys, region)}, so verifiers would reject "
                            + "its signatures",
                        $"import it with: ctverify keys import {names[0]} --region {region} --out {keys}"
                    ),
                [signers, session]
            );
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Checks before any work that every region has a signer, so that a build does not stop halfway.</summary>
    /// <exception cref="CommandException">A region has no signer.</exception>
    public void RequireSignersFor(IEnumerable<string> regions)
    {
        var missing = regions.FirstOrDefault(region => !_canSign(region));
        if (missing is not null)
            throw _refusal(missing);
    }

    public void Dispose()
    {
        foreach (var held in _held)
            held.Dispose();
    }
}
