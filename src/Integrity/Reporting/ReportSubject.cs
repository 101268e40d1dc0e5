namespace Integrity.Reporting;

/// <summary>The kind of object that a finding is about.</summary>
public enum ReportSubject
{
    /// <summary>A digest.</summary>
    DigestFile,

    /// <summary>A log file.</summary>
    LogFile,

    /// <summary>A time range.</summary>
    Range,

    /// <summary>A sign file of query results.</summary>
    SignFile,

    /// <summary>A query result file.</summary>
    ResultFile,

    /// <summary>The folder of query results.</summary>
    Folder,
}
