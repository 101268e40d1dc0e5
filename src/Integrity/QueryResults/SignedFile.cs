using Integrity.Digests;

namespace Integrity.QueryResults;

/// <summary>A query result file listed in a sign file.</summary>
/// <param name="Name">The file name. It is not signed: anyone with write access to the folder can change it.</param>
/// <param name="Hash">The signed hash of the compressed file.</param>
/// <param name="HashText">The hash as text, which the signature covers.</param>
public sealed record SignedFile(string Name, Sha256Hash Hash, string HashText)
{
    /// <summary>Whether the name is a plain file name, on every operating system.</summary>
    internal bool IsPlain =>
        Name is not ("" or "." or "..") && !Name.Any(c => char.IsControl(c) || c is '/' or '\\' or ':');
}
