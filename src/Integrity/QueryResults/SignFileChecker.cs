using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.QueryResults;

/// <summary>Reads the sign file and checks its signature before anything in it is used.</summary>
internal sealed class SignFileChecker(IObjectReader reader, IKeySource keySource)
{
    /// <summary>
    /// The AWS CLI searches for keys of this time after the query. The time is not signed, so a narrower window would
    /// not prove more.
    /// </summary>
    private static readonly TimeSpan SigningDelay = TimeSpan.FromDays(20);

    public async Task<QueryFileResult> CheckAsync(QueryResultsRequest request, CancellationToken cancellationToken)
    {
        var location = new ObjectLocation(request.Bucket, request.Prefix + SignFile.FileName);
        var (signFile, finding) = await ReadAsync(location, request.MaxSignFileBytes, cancellationToken)
            .ConfigureAwait(false);
        finding ??=
            CheckAlgorithms(signFile!)
            ?? await CheckSignatureAsync(signFile!, request.Region ?? signFile!.Region, cancellationToken)
                .ConfigureAwait(false);
        return finding is null
            ? new QueryFileResult(QueryFileKind.SignFile, SignFile.FileName, location, []) { Verified = signFile }
            : new QueryFileResult(QueryFileKind.SignFile, SignFile.FileName, location, [finding]);
    }

    private async Task<(SignFile? SignFile, Finding? Problem)> ReadAsync(
        ObjectLocation location,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stored = await reader.OpenAsync(location, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return (null, QueryFindings.SignFileMissing());
            await using var storedDisposal = stored.ConfigureAwait(false);
            using var content = new ContentBuffer();
            var part = new byte[32 << 10];
            var size = 0;
            while (await stored.Content.ReadAsync(part, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                if ((size += read) > maxBytes)
                    return (null, QueryFindings.SignFileTooLarge(maxBytes));
                content.Append(part.AsSpan(0, read));
            }
            return (SignFileJson.Parse(content.Content.ToArray()), null);
        }
        catch (StoreException e)
        {
            return (null, QueryFindings.SignFileUnreadable(e));
        }
        catch (FormatException e)
        {
            return (null, QueryFindings.SignFileFormat(e.Message));
        }
    }

    private static Finding? CheckAlgorithms(SignFile signFile)
    {
        if (signFile.Files.Count == 0)
            return QueryFindings.SignFileEmpty();
        if (signFile.HashAlgorithm != Algorithms.Sha256)
            return QueryFindings.SignFileAlgorithm(Algorithms.Sha256, signFile.HashAlgorithm);
        return signFile.SignatureAlgorithm == Algorithms.Sha256WithRsa
            ? null
            : QueryFindings.SignFileAlgorithm(Algorithms.Sha256WithRsa, signFile.SignatureAlgorithm);
    }

    private async Task<Finding?> CheckSignatureAsync(
        SignFile signFile,
        string region,
        CancellationToken cancellationToken
    )
    {
        var (from, until) = (signFile.CompletedAt, signFile.CompletedAt + SigningDelay);
        try
        {
            var keys = await keySource.GetAsync(region, from, until, cancellationToken).ConfigureAwait(false);
            return SignatureChecker.Check(
                keys,
                new SignedText(region, signFile.Fingerprint, from, until, signFile.SignedText, signFile.Signature)
            );
        }
        catch (StoreException e)
        {
            return Finding.KeysUnavailable(region, e);
        }
    }
}
