using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>A file cannot be delivered. Other files are not affected.</summary>
internal sealed class NotDeliveredException(string message, Hint? hint, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>How to fix the problem; <c>null</c> if unknown.</summary>
    public Hint? Hint { get; } = hint;
}
