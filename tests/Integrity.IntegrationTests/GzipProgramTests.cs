using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>Gzip files from other programs, with every type of deflate block.</summary>
public sealed class GzipProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Log_files_compressed_by_gzip_and_Python_are_valid()
    {
        var (store, keys) = (_folder.At("store"), _folder.At("keys"));
        string[] levels = ["-1", "-6", "-9"];
        for (var i = 0; i < levels.Length; i++)
        {
            var gzip = await ExternalProgram.Gzip.RunAsync(levels[i], "-c", WriteContent(i));
            SampleTrail.Put(store, SampleTrail.LogFilePath(i, "GzipProgramAAAAA"), gzip.OutputBytes);
            var python = await ExternalProgram.Python.RunAsync("-c", PythonGzip, WriteContent(10 + i), levels[i][1..]);
            SampleTrail.Put(store, SampleTrail.LogFilePath(10 + i, "PythonWroteThisA"), python.OutputBytes);
        }
        await SampleTrail.GenerateKeyAsync(keys);
        await SampleTrail.BuildAsync(store, keys);

        var run = await CtVerifyProgram.ValidateAsync(store, keys);

        run.ExitCode.Should().Be(0, "{0}", run);
        run.Output.Should().Contain("6/6 log files valid");
    }

    [Fact]
    public async Task A_log_file_with_an_appended_gzip_file_is_invalid()
    {
        var (store, keys) = await SampleTrail.MakeAsync(_folder);
        var target = Path.Combine(store, SampleTrail.Bucket, SampleTrail.LogFilePath(35));
        var second = await ExternalProgram.Gzip.RunAsync("-c", WriteContent(99));
        await File.WriteAllBytesAsync(target, [.. await File.ReadAllBytesAsync(target), .. second.OutputBytes]);
        var joined = await ExternalProgram.Gzip.RunAsync("-dc", target);
        joined.OutputBytes.Should().StartWith(SampleTrail.Events(35), "gzip accepts concatenated files silently");

        var run = await CtVerifyProgram.ValidateAsync(store, keys);

        run.ExitCode.Should().Be(1, "{0}", run);
        run.Errors.Should()
            .Contain(
                $"Log file\ts3://{SampleTrail.Bucket}/{SampleTrail.LogFilePath(35)}\tINVALID: unexpected data "
                    + "after end of compressed stream"
            );
        run.Output.Should().Contain("2/3 log files valid, 1/3 log files INVALID");
    }

    private const string PythonGzip = """
        import gzip, sys
        with open(sys.argv[1], "rb") as source:
            sys.stdout.buffer.write(gzip.compress(source.read(), int(sys.argv[2])))
        """;

    /// <summary>Returns about 200 kB of text with near and distant repetitions, different for each number.</summary>
    private string WriteContent(int number)
    {
        var random = new Random(number);
        var path = _folder.At($"content-{number}");
        var lines = Enumerable
            .Range(0, 1_500)
            .Select(i =>
                $"{{\"eventID\":\"{random.NextInt64():x16}\",\"eventName\":\"Event{i % 37}\","
                + $"\"requestParameters\":{{\"key\":\"{i * number}\"}}}}"
            );
        File.WriteAllText(path, $"{{\"Records\":[{string.Join(",\n", lines)}]}}");
        return path;
    }
}
