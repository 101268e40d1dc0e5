using Integrity.Aws;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>A failure that nobody thought of, while a store is asked.</summary>
public sealed class StoreBoundaryTests
{
    [Theory]
    [InlineData(typeof(NullReferenceException))]
    [InlineData(typeof(ArgumentOutOfRangeException))]
    [InlineData(typeof(FormatException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(UriFormatException))]
    public async Task It_costs_one_object_and_is_named(Type kind)
    {
        var cause = (Exception)Activator.CreateInstance(kind)!;

        var call = () => StoreBoundary.RunAsync<int>(() => throw cause, default);

        var failure = (await call.Should().ThrowAsync<StoreException>()).Which;
        failure.Message.Should().Be($"internal error: {kind.Name}: {cause.Message.TrimEnd('.')}");
        failure.InnerException.Should().BeSameAs(cause, "its stack trace stays available");
    }

    [Fact]
    public async Task In_a_listing_it_comes_after_the_items_before_it()
    {
        var seen = new List<int>();

        var listing = async () =>
        {
            await foreach (var item in StoreBoundary.RunAsync(Items(), default))
                seen.Add(item);
        };

        (await listing.Should().ThrowAsync<StoreException>()).WithMessage("internal error: FormatException: *");
        seen.Should().Equal(1, 2);

        static async IAsyncEnumerable<int> Items()
        {
            yield return 1;
            await Task.Yield();
            yield return 2;
            throw new FormatException("unexpected");
        }
    }

    [Fact]
    public async Task A_stop_a_known_failure_and_a_mistake_in_the_configuration_stay_what_they_are()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        Exception[] causes =
        [
            new StoreException("denied"),
            new AwsConfigurationException("no", "hint"),
            new OperationCanceledException(stop.Token),
        ];
        foreach (var cause in causes)
        {
            var call = () => StoreBoundary.RunAsync<int>(() => throw cause, stop.Token);
            (await call.Should().ThrowAsync<Exception>()).Which.Should().BeSameAs(cause);
        }
    }

    [Fact]
    public async Task A_wait_that_the_caller_did_not_stop_is_a_time_out()
    {
        var call = () => StoreBoundary.RunAsync<int>(() => throw new TaskCanceledException(), default);

        (await call.Should().ThrowAsync<StoreException>()).WithMessage("request timed out");
    }
}
