namespace Integrity.Reporting;

/// <summary>What is to be said of a stretch of time. The zero value is the worst.</summary>
public enum CoverageState
{
    /// <summary>A digest of it, or a log file that its digest lists, is invalid.</summary>
    Invalid = 0,

    /// <summary>No digest covers it.</summary>
    NotCovered = 1,

    /// <summary>A digest of it, or a log file that its digest lists, could not be checked.</summary>
    CouldNotCheck = 2,

    /// <summary>A verified digest covers it, and all log files that it lists are valid.</summary>
    Valid = 3,
}
