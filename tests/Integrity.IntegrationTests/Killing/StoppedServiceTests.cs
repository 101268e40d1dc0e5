using System.Diagnostics;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests.Killing;

/// <summary>The build service as a process, stopped by a service manager.</summary>
public sealed class StoppedServiceTests : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SIGTERM_stops_it_within_five_seconds_with_exit_code_0()
    {
        var (store, keys) = (_folder.At("store"), _folder.At("keys"));
        SampleTrail.Put(store, SampleTrail.LogFilePath(5), SampleTrail.Gzip(SampleTrail.Events(5)));
        await SampleTrail.GenerateKeyAsync(keys);
        await SampleTrail.BuildAsync(store, keys);
        var program = await NativeProgram.GetAsync();
        using var service = program.Start(
            "build",
            "--store",
            store,
            "--trail-arn",
            SampleTrail.Arn,
            "--keys",
            keys,
            "--follow",
            "--status",
            _folder.At("status.json"),
            "--metrics",
            "127.0.0.1:0"
        );
        // The service is building all hours since the start time, which takes long.
        var note = await service.StandardError.ReadLineAsync().WaitAsync(TimeLimit);

        using var kill = Process.Start("kill", ["-TERM", $"{service.Id}"]);
        var watch = Stopwatch.StartNew();
        var run = await ExternalProgram.FinishAsync(service);

        watch.Elapsed.Should().BeLessThan(Allowed);
        note.Should().StartWith("note: metrics and health on http://127.0.0.1:");
        run.ExitCode.Should().Be(0, "{0}", run);
        run.Errors.Should().EndWith("note: stopped\n");
    }

    [Fact]
    public async Task The_Kubernetes_example_is_YAML_with_two_jobs()
    {
        var run = await new ExternalProgram("/usr/bin/python3", "python3-yaml").RunAsync(
            "-c",
            "import sys, yaml; print([job['kind'] + ' ' + job['spec']['jobTemplate']['spec']['template']['spec']"
                + "['containers'][0]['args'][0] for job in yaml.safe_load_all(open(sys.argv[1]))])",
            RepositoryFolder.At("examples", "kubernetes", "ctverify-build.yaml")
        );

        run.Output.Should().Be("['CronJob build', 'CronJob build']\n");
    }

    [Fact]
    public async Task The_systemd_example_is_a_unit_file()
    {
        var run = await new ExternalProgram("/usr/bin/python3", "python3").RunAsync(
            "-c",
            "import sys, configparser; unit = configparser.ConfigParser(interpolation=None); unit.optionxform "
                + "= str; unit.read(sys.argv[1]); print(unit.sections(), unit['Service']['ExecStart'].split()[:3])",
            RepositoryFolder.At("examples", "systemd", "ctverify-build.service")
        );

        run.Output.Should().Be("['Unit', 'Service', 'Install'] ['/usr/local/bin/ctverify', 'build', '--follow']\n");
    }
}
