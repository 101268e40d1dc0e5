namespace Integrity.Cli.Output;

/// <summary>
/// The output cannot be written, for example because the disk is full. A separate type, so that it is not confused
/// with other I/O errors.
/// </summary>
internal sealed class OutputException(Exception cause) : Exception(cause.GetBaseException().Message, cause);
