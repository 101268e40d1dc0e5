using Integrity.Aws;
using Integrity.Storage;

namespace Integrity.IntegrationTests.S3;

/// <summary>Unexpected exceptions during a request to a store.</summary>
public sealed class StoreBoundaryTests
{
    [Theory]
    [InlineData(typeof(NullReferenceException))]
    [InlineData(typeof(ArgumentOutOfRangeException))]
    [InlineData(typeof(FormatException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(UriFormatException))]
    public async Task An_unexpected_exception_affects_one_object_and_is_named(Type kind)
    {
        var cause = (Exception)Activator.CreateInstance(kind)!;

        var call = () => StoreBoundary.RunAsync<int>(() => throw cause, default);

        var failure = (await call.Should().ThrowAsync<StoreException>()).Which;
        failure.Message.Should().Be($"internal error: {kind.Name}: {cause.Message.TrimEnd('.')}");
        failure.InnerException.Should().BeSameAs(cause, "the stack trace stays available");
    }

    [Fact]
    public async Task In_a_listing_earlier_items_are_returned_first()
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
    public async Task Cancellation_known_failures_and_configuration_errors_are_unchanged()
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
    public async Task A_cancellation_that_the_caller_did_not_request_is_a_time_out()
    {
        var call = () => StoreBoundary.RunAsync<int>(() => throw new TaskCanceledException(), default);

        (await call.Should().ThrowAsync<StoreException>()).WithMessage("request timed out");
    }
}
