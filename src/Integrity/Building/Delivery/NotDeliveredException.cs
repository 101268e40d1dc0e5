using Integrity.Hints;

namespace Integrity.Building.Delivery;

/// <summary>One file cannot be delivered as it is. The others can.</summary>
internal sealed class NotDeliveredException(string message, Hint? hint, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>What would mend it; <c>null</c> when nothing is known.</summary>
    public Hint? Hint { get; } = hint;
}
