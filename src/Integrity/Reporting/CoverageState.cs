namespace Integrity.Reporting;

/// <summary>The state of a time interval. The default value is the worst.</summary>
public enum CoverageState
{
    /// <summary>A digest of this time, or a log file that it lists, is invalid.</summary>
    Invalid = 0,

    /// <summary>No digest covers this time.</summary>
    NotCovered = 1,

    /// <summary>A digest of this time, or a log file that it lists, could not be checked.</summary>
    CouldNotCheck = 2,

    /// <summary>A verified digest covers this time, and all log files that it lists are valid.</summary>
    Valid = 3,
}
