using Integrity.Benchmarks.Build;
using Integrity.Benchmarks.Deliver;
using Integrity.Benchmarks.Fetch;
using Integrity.Benchmarks.Local;
using Integrity.Benchmarks.Memory;
using Integrity.Benchmarks.Query;
using Integrity.Benchmarks.S3;
using Integrity.Benchmarks.Startup;

// The same setting as in ctverify (see its Program.cs).
ThreadPool.SetMinThreads(Environment.ProcessorCount + 2, Environment.ProcessorCount + 2);
switch (args)
{
    case ["local"]:
        await LocalBenchmark.RunAsync();
        return 0;
    case ["build"]:
        await BuildBenchmark.RunAsync();
        return 0;
    case ["bundle"]:
        await BundleBenchmark.RunAsync();
        return 0;
    case ["memory"]:
        await MemoryBenchmark.RunAsync();
        return 0;
    case ["memory-case", var name]:
        await MemoryBenchmark.RunCaseAsync(name);
        return 0;
    case ["startup"]:
        await StartupBenchmark.RunAsync();
        return 0;
    case ["deliver"]:
        await DeliverBenchmark.RunAsync();
        return 0;
    case ["s3"]:
        await S3Benchmark.RunAsync();
        return 0;
    case ["fetch"]:
        await FetchBenchmark.RunAsync();
        return 0;
    case ["query"]:
        await QueryBenchmark.RunAsync();
        return 0;
    case ["all"]:
        await StartupBenchmark.RunAsync();
        await MemoryBenchmark.RunAsync();
        await LocalBenchmark.RunAsync();
        await BuildBenchmark.RunAsync();
        await BundleBenchmark.RunAsync();
        await QueryBenchmark.RunAsync();
        await DeliverBenchmark.RunAsync();
        await S3Benchmark.RunAsync();
        await FetchBenchmark.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: dotnet run -c Release --project tests/Integrity.Benchmarks -- "
                + "local|build|bundle|query|memory|startup|deliver|s3|fetch|all"
        );
        return 2;
}
