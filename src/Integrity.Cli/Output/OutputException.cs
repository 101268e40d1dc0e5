namespace Integrity.Cli.Output;

/// <summary>The results cannot be written where they should go, as on a full disk. Told apart from all other failures to read or write.</summary>
internal sealed class OutputException(Exception cause) : Exception(cause.GetBaseException().Message, cause);
