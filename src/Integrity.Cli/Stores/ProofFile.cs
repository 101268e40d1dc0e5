using Integrity.Checkpoints;
using Integrity.Cli.Options;
using Integrity.CloudTrail;
using Integrity.Proofs;
using Integrity.Storage.Local;

namespace Integrity.Cli.Stores;

/// <summary>Proofs on disk.</summary>
internal static class ProofFile
{
    private const string Hint = "give a proof, as ctverify prove --out FILE writes it";

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
            throw NoProof(path, e);
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
            throw NoProof(path, e);
        }
    }

    /// <summary>What a checkpoint says of the chain of a proof.</summary>
    /// <exception cref="CommandException">It says nothing of it.</exception>
    public static CheckpointEntry FindIn(Checkpoint checkpoint, Proof proof)
    {
        var chain = DigestPath.TryParse(proof.Digests[0].Location.Path, out var digestPath) ? digestPath.Chain : null;
        return checkpoint.Entries.FirstOrDefault(entry => entry.Chain == chain)
            ?? throw CommandException.Usage(
                "--checkpoint: it says nothing of the chain of the proof",
                "give a checkpoint of the trail, account and region of the proof"
            );
    }

    /// <summary>Bucket (<c>null</c> when none is named) and key.</summary>
    public static (string? Bucket, string Path) ParseLogFile(string text) =>
        S3Url.TryParseObject(text, out var location) ? (location.Bucket, location.Path) : (null, text);

    private static CommandException NoProof(string path, Exception e) =>
        CommandException.Usage($"{path} is not a proof: {e.Message}", Hint);
}
