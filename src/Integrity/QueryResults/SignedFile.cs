using Integrity.Digests;

namespace Integrity.QueryResults;

/// <summary>One query result file in a sign file.</summary>
/// <param name="Name">Its name. It is not signed: whoever can write to the folder can have chosen it.</param>
/// <param name="Hash">The hash of the compressed file, as it lies there. It is signed.</param>
/// <param name="HashText">The hash as it was written: the signature is over this text.</param>
public sealed record SignedFile(string Name, Sha256Hash Hash, string HashText)
{
    /// <summary>Whether the name is one in the folder, and leads neither up nor elsewhere, on any system.</summary>
    internal bool IsPlain =>
        Name is not ("" or "." or "..") && !Name.Any(c => char.IsControl(c) || c is '/' or '\\' or ':');
}
