namespace Integrity.Reporting;

/// <summary>What a finding was made on.</summary>
public enum ReportSubject
{
    /// <summary>A digest.</summary>
    DigestFile,

    /// <summary>A log file.</summary>
    LogFile,

    /// <summary>A range of time.</summary>
    Range,
}
