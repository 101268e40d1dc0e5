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

    /// <summary>A sign file of query results.</summary>
    SignFile,

    /// <summary>A query result file.</summary>
    ResultFile,

    /// <summary>The folder of query results.</summary>
    Folder,
}
