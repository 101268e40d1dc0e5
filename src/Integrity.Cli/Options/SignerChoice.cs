using Integrity.Aws;
using Integrity.Aws.Kms;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>What signs the digests of a build: private keys in a folder, or keys in AWS KMS whose public halves lie in it.</summary>
internal sealed class SignerChoice : IDisposable
{
    private readonly Func<string, bool> _canSign;
    private readonly Func<string, CommandException> _refusal;
    private readonly IReadOnlyList<IDisposable> _held;

    private SignerChoice(
        ISignerSource source,
        Func<string, bool> canSign,
        Func<string, CommandException> refusal,
        IReadOnlyList<IDisposable> held
    ) => (Source, _canSign, _refusal, _held) = (source, canSign, refusal, held);

    public ISignerSource Source { get; }

    /// <summary>Private keys in a folder.</summary>
    public static SignerChoice InFolder(string keys, Func<string, string> passphraseOf)
    {
        var folder = new SigningKeyDirectory(keys, passphraseOf);
        return new SignerChoice(
            folder,
            region => folder.Regions.Contains(region, StringComparer.Ordinal),
            region =>
                CommandException.Usage(
                    $"--keys: {Path.Combine(keys, region)}: there is no private key for {region}",
                    $"make one: ctverify keys generate --region {region} --out {keys}"
                ),
            [folder]
        );
    }

    /// <summary>Keys in KMS, named <c>kms:ARN</c>. Nothing is signed with a key that verifiers do not have: its public half must be among the keys.</summary>
    public static async Task<SignerChoice> InKmsAsync(
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
            return new SignerChoice(
                signers,
                signers.CanSign,
                region =>
                    CommandException.Usage(
                        $"--signer: its public key is not among those of {region} in {keys}, so no verifier would accept what it signs",
                        $"take it over: ctverify keys import {names[0]} --region {region} --out {keys}"
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

    /// <summary>Before any work: else the regions in front of one that nothing signs for would be built, and those behind it not.</summary>
    /// <exception cref="CommandException">There is such a region.</exception>
    public void RefuseRegionsWithoutKey(IEnumerable<string> regions)
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
