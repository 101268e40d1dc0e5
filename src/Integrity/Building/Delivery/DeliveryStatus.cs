namespace Integrity.Building.Delivery;

/// <summary>Outcome of delivering a file.</summary>
public enum DeliveryStatus
{
    /// <summary>The file was not delivered. <see cref="DeliveryResult.Problem"/> contains the reason.</summary>
    Failed = 0,

    /// <summary>The file is empty, so there is nothing to deliver.</summary>
    Empty,

    /// <summary>The store already contains the content. It was read back and matches.</summary>
    DeliveredBefore,

    /// <summary>The file was delivered.</summary>
    Delivered,
}
