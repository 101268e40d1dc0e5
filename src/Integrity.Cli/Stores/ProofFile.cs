using Integrity.Checkpoints;
using Integrity.Cli.Options;
using Integrity.CloudTrail;
using Integrity.Proofs;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>Reads and checks proof files.</summary>
internal static class ProofFile
{
    private const string Hint = "pass a proof written by ctverify prove --out FILE";

    /// <exception cref="CommandException">The file is not a proof.</exception>
    public static Proof Read(string path)
    {
        if (!File.Exists(path))
            throw CommandException.Usage($"no such file: {path}", Hint);
        try
        {
            return ProofJson.Read(InputFile.ReadAll(path, Proof.MaxBytes));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw NotAProof(path, e);
        }
    }

    public static async Task<ProofResult> CheckAsync(
        ProofChecker checker,
        Proof proof,
        string path,
        CheckpointEntry? checkpoint,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await checker.CheckAsync(proof, checkpoint, cancellationToken);
        }
        catch (FormatException e)
        {
            throw NotAProof(path, e);
        }
    }

    /// <summary>Returns the checkpoint's entry for the chain of a proof.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static CheckpointEntry FindIn(Checkpoint checkpoint, Proof proof)
    {
        var chain = DigestPath.TryParse(proof.Digests[0].Location.Path, out var digestPath) ? digestPath.Chain : null;
        return checkpoint.Entries.FirstOrDefault(entry => entry.Chain == chain)
            ?? throw CommandException.Usage(
                "--checkpoint: it has no entry for the chain of the proof",
                "pass a checkpoint for the trail, account and region of the proof"
            );
    }

    /// <summary>Parses an object path or an S3 URL. The bucket is <c>null</c> if not given.</summary>
    public static (string? Bucket, string Path) ParseLogFile(string text) =>
        S3Url.TryParseObject(text, out var location) ? (location.Bucket, location.Path) : (null, text);

    private static CommandException NotAProof(string path, Exception e) =>
        CommandException.Usage($"{path} is not a proof: {e.Message}", Hint);
}
