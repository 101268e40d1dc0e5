namespace Integrity.Building.Delivery;

/// <summary>What became of a file that was to be delivered.</summary>
public enum DeliveryStatus
{
    /// <summary>It was not delivered; <see cref="DeliveryResult.Problem"/> says why.</summary>
    Failed = 0,

    /// <summary>It has no content, so there is nothing to deliver.</summary>
    Empty,

    /// <summary>Its content lies in the store already, and was read there.</summary>
    DeliveredBefore,

    /// <summary>It was delivered.</summary>
    Delivered,
}
