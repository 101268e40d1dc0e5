using System.Text.Json;
using Integrity.Cli.Service;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli.Service;

/// <summary>The service that builds each hour as it completes, on a fast clock.</summary>
public sealed class BuildServiceTests : IDisposable
{
    private static readonly DateTimeOffset Start = BuilderFixture.Start;

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_hour_is_built_and_logged_five_minutes_after_its_end()
    {
        using var service = new ServiceFixture();
        var written = new List<DateTimeOffset>();
        service.Builder.Deliver(Start);
        service.Meanwhile = now =>
        {
            if (service.Builder.Store.Locations.Count() - 1 > written.Count)
                written.Add(now);
        };

        await service.RunAsync(Start.AddHours(3.5));

        service
            .Output.Should()
            .Be(
                """
                2025-05-04T11:05:00Z us-east-2: 1 digest file up to 2025-05-04T11:00:00Z with 1 log file; 0.0 MB read in 0.0 s
                2025-05-04T12:05:00Z us-east-2: 1 digest file up to 2025-05-04T12:00:00Z with 0 log files; 0.0 MB read in 0.0 s
                2025-05-04T13:05:00Z us-east-2: 1 digest file up to 2025-05-04T13:00:00Z with 0 log files; 0.0 MB read in 0.0 s

                """
            );
        service.Errors.Should().BeEmpty();
        (await service.Builder.VerifyAsync(Start.AddHours(3))).ShouldBeValid();
    }

    [Fact]
    public async Task Late_log_files_of_a_day_are_each_listed_once()
    {
        using var service = new ServiceFixture();
        service.Builder.Deliver(Start);
        var hour = 0;
        service.Meanwhile = now =>
        {
            for (; Start.AddHours(hour) < now; hour++)
            {
                for (var i = 0; i < 3; i++)
                    service.Builder.Deliver(Start.AddHours(hour).AddMinutes(20 * i));
                if (hour > 4)
                    service.Builder.Deliver(Start.AddHours(hour - 1 - (hour * 7 % 4)).AddMinutes(11));
            }
        };

        await service.RunAsync(Start.AddHours(24.5));
        service.Meanwhile = _ => { };
        await service.Builder.BuildAsync(Start.AddHours(30));

        await service.Builder.ShouldListEachLogFileOnceAsync(Start.AddHours(30));
        var chain = service.Status.Chains.Single();
        (chain.DigestsWritten, chain.Failures, chain.LastDigestEnd).Should().Be((24, 0, Start.AddHours(24)));
        chain.LateLogFiles.Should().BeGreaterThan(10);
    }

    [Fact]
    public async Task After_downtime_it_catches_up_at_once()
    {
        using var service = new ServiceFixture();
        service.Builder.Deliver(Start);
        service.Clock.Set(Start.AddHours(9.5));

        await service.RunAsync(Start.AddHours(9.6));

        service
            .Output.Should()
            .StartWith("2025-05-04T19:30:00Z us-east-2: 9 digest files up to 2025-05-04T19:00:00Z with 1 log file");
    }

    [Fact]
    public async Task It_waits_for_the_first_log_file_and_builds_regions_added_later()
    {
        using var service = new ServiceFixture();
        service.Meanwhile = now =>
        {
            if (service.Builder.Delivered.Count == 0)
                service.Builder.Deliver(Start);
            else if (service.Builder.Delivered.Count == 1 && now > Start.AddHours(2))
                service.Builder.Deliver(Start.AddHours(2), region: "eu-west-1");
        };

        await service.RunAsync(Start.AddHours(4));

        service
            .Status.Chains.Select(chain => (chain.Chain.Region, chain.DigestsWritten))
            .Should()
            .Equal(("eu-west-1", 1), ("us-east-2", 3));
    }

    [Fact]
    public async Task A_failing_store_is_retried_with_growing_pauses()
    {
        var full = new FullDisk { IsFull = true };
        using var service = new ServiceFixture { Writer = full };
        full.Inner = service.Builder.Store;
        service.Builder.Deliver(Start);
        var tries = new List<double>();
        service.Meanwhile = now =>
        {
            if (full.Tries > tries.Count)
                tries.Add((now - Start).TotalSeconds);
            if (now > Start.AddHours(2))
                full.IsFull = false;
        };

        await service.RunAsync(Start.AddHours(3.5));

        var chain = service.Status.Chains.Single();
        chain.Failures.Should().BeInRange(12, 30, "the pause doubles after each failure, up to five minutes");
        (chain.FailuresInARow, chain.LastError, chain.DigestsWritten).Should().Be((0, "no room is left", 3));
        service.Errors.Should().Contain("us-east-2: no room is left\nhint: make room\n");
        (await service.Builder.VerifyAsync(Start.AddHours(3))).ShouldBeValid();
    }

    [Fact]
    public async Task One_failing_region_does_not_block_the_others()
    {
        using var service = new ServiceFixture();
        service.Builder.Deliver(Start);
        service.Builder.DeliverBytes(Start, "junk"u8.ToArray(), region: "eu-west-1");

        await service.RunAsync(Start.AddHours(2.5));

        service.StatusOf("us-east-2").DigestsWritten.Should().Be(2);
        service.StatusOf("eu-west-1").LastError.Should().Contain("it is not a complete gzip file");
        service.Status.IsHealthy.Should().BeTrue("a chain that has never had a digest is not late");
    }

    [Fact]
    public async Task A_clock_set_back_and_corrected_leaves_a_chain_without_overlaps()
    {
        using var service = new ServiceFixture();
        service.Builder.Deliver(Start);
        var turns = 0;
        service.Meanwhile = now =>
        {
            if (now > Start.AddHours(4) && turns++ == 0)
                service.Clock.Set(Start.AddHours(2));
        };

        await service.RunAsync(Start.AddHours(6.5));

        service.Errors.Should().Contain("but the clock says that it is 2025-05-04T12:");
        service.Status.Chains.Single().LastDigestEnd.Should().Be(Start.AddHours(6));
        (await service.Builder.VerifyAsync(Start.AddHours(6))).ShouldBeValid();
    }

    [Fact]
    public async Task The_status_file_has_the_state_of_each_chain()
    {
        var path = _folder.PathTo("status.json");
        using var service = new ServiceFixture { StatusPath = path };
        service.Builder.Deliver(Start);

        await service.RunAsync(Start.AddHours(2.5));

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        json.RootElement.GetProperty("healthy").GetBoolean().Should().BeTrue();
        var chain = json.RootElement.GetProperty("chains")[0];
        chain.GetProperty("region").GetString().Should().Be("us-east-2");
        chain.GetProperty("lastDigestEnd").GetString().Should().Be("2025-05-04T12:00:00Z");
        chain.GetProperty("digestsWritten").GetInt64().Should().Be(2);
        chain.GetProperty("lastError").ValueKind.Should().Be(JsonValueKind.Null);
        _folder.State().Keys.Should().Equal("status.json");
    }

    [Fact]
    public async Task An_unwritable_status_file_does_not_stop_the_service()
    {
        using var service = new ServiceFixture { StatusPath = _folder.PathTo("gone", "status.json") };
        service.Builder.Deliver(Start);

        await service.RunAsync(Start.AddHours(2.5));

        service.Errors.Should().Contain("--status: cannot write ");
        service.Status.Chains.Single().DigestsWritten.Should().Be(2);
    }

    [Fact]
    public async Task Each_account_of_an_organization_has_separate_chains_and_states_even_if_added_later()
    {
        var path = _folder.PathTo("status.json");
        using var service = new ServiceFixture
        {
            Builder = new BuilderFixture { OrganizationId = "o-exampleorgid" },
            StatusPath = path,
        };
        service.Builder.Deliver(Start);
        service.Meanwhile = now =>
        {
            if (now <= Start.AddHours(2) || service.Builder.Delivered.Count > 1)
                return;
            service.Builder.Deliver(Start.AddHours(2), account: "444455556666");
            service.Builder.DeliverBytes(Start.AddHours(2), "junk"u8.ToArray(), account: "777788889999");
        };

        await service.RunAsync(Start.AddHours(3.5));

        service
            .Status.Chains.Select(chain => (chain.Chain.AccountId, chain.DigestsWritten))
            .Should()
            .Equal(("111122223333", 3), ("444455556666", 1), ("777788889999", 0));
        service
            .Output.Should()
            .Contain(
                "2025-05-04T13:05:00Z 444455556666 us-east-2: 1 digest file up to 2025-05-04T13:00:00Z with 1 log file;"
            );
        service.Errors.Should().Contain("777788889999 us-east-2: ").And.Contain("it is not a complete gzip file");
        PrometheusText
            .Of(service.Status)
            .Should()
            .Contain(
                "ctverify_build_digests_written_total{account=\"444455556666\","
                    + "region=\"us-east-2\",trail=\"example-trail\"} 1\n"
            );
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        json.RootElement.GetProperty("chains")
            .EnumerateArray()
            .Select(chain => chain.GetProperty("account").GetString())
            .Should()
            .Equal("111122223333", "444455556666", "777788889999");
    }

    private sealed class FullDisk : IObjectWriter
    {
        public MemoryStore? Inner { get; set; }

        public bool IsFull { get; set; }

        public int Tries { get; private set; }

        public ValueTask<bool> WriteOnceAsync(
            ObjectLocation location,
            ReadOnlyMemory<byte> content,
            IReadOnlyDictionary<string, string> metadata,
            CancellationToken cancellationToken = default
        )
        {
            Tries++;
            return IsFull
                ? throw new StoreException("no room is left", "make room")
                : Inner!.WriteOnceAsync(location, content, metadata, cancellationToken);
        }
    }
}
