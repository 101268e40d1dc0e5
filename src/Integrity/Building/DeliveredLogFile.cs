using Integrity.Digests;

namespace Integrity.Building;

/// <summary>A log file that lies in the store.</summary>
/// <param name="Location">Where it lies.</param>
/// <param name="At">When it was delivered, as its name says.</param>
internal sealed record DeliveredLogFile(ObjectLocation Location, DateTimeOffset At);
