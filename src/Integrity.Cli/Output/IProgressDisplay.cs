using Integrity.Verification;

namespace Integrity.Cli.Output;

/// <summary>Shows the progress of a verification.</summary>
internal interface IProgressDisplay : IDisposable
{
    /// <summary>Counts a result.</summary>
    void Add(CheckResult result);

    /// <summary>Prints other output without mixing it with the progress.</summary>
    void Interrupt(Action print);
}
