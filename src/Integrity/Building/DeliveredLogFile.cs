using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A log file in the store.</summary>
/// <param name="Location">Its location.</param>
/// <param name="At">The delivery time in its name.</param>
internal sealed record DeliveredLogFile(ObjectLocation Location, DateTimeOffset At);
