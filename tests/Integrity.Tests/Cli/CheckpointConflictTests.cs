using Integrity.Checkpoints;
using Integrity.Cli;
using Integrity.Cli.Stores;
using Integrity.Keys;
using Integrity.Tests.Support;
using Integrity.Tests.Vectors;

namespace Integrity.Tests.Cli;

/// <summary>A checkpoint that another run replaces or deletes during a run.</summary>
public sealed class CheckpointConflictTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly Vector _valid = new("valid");
    private readonly string _checkpoint;

    public CheckpointConflictTests() => _checkpoint = _folder.PathTo("checkpoint.json");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_checkpoint_written_by_another_run_is_not_replaced(bool isThereAtFirst)
    {
        if (isThereAtFirst)
            File.WriteAllText(_checkpoint, "at first");
        using var place = new CheckpointInFile(_checkpoint);
        await place.ReadAsync(100, default);
        File.WriteAllText(_checkpoint, "of another run");

        (await place.ReplaceAsync("of this run"u8.ToArray(), default)).Should().BeFalse();

        File.ReadAllText(_checkpoint).Should().Be("of another run");
        (await place.ReplaceAsync("of another run"u8.ToArray(), default))
            .Should()
            .BeTrue("both runs write the same checkpoint");
    }

    [Fact]
    public async Task A_checkpoint_deleted_by_another_run_is_not_created_again()
    {
        File.WriteAllText(_checkpoint, "at first");
        using var place = new CheckpointInFile(_checkpoint);
        await place.ReadAsync(100, default);
        File.Delete(_checkpoint);

        (await place.ReplaceAsync("of this run"u8.ToArray(), default)).Should().BeFalse();

        File.Exists(_checkpoint).Should().BeFalse();
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_replaced_is_reported_with_exit_code_3()
    {
        using var kept = new StoredCheckpoint(
            "checkpoint",
            new ConflictingStore(),
            key: null,
            PlatformSignatureCheck.Instance
        );

        var replace = () => kept.ReplaceAsync(new Checkpoint(_valid.Trail, []), default);

        var error = (await replace.Should().ThrowAsync<CommandException>()).Which;
        (error.ExitCode, error.Hint)
            .Should()
            .Be((3, "run one verification at a time; the next run connects to the current checkpoint"));
        error
            .Message.Should()
            .Be("--checkpoint: checkpoint was replaced or deleted during this run; it was left as it is");
    }

    /// <summary>A store in which another run has always replaced the checkpoint.</summary>
    private sealed class ConflictingStore : ICheckpointStore
    {
        public Task<byte[]?> ReadAsync(int maxBytes, CancellationToken cancellationToken) =>
            Task.FromResult<byte[]?>(null);

        public Task<bool> ReplaceAsync(byte[] content, CancellationToken cancellationToken) => Task.FromResult(false);

        public void RequireWritable() { }

        public void Dispose() { }
    }
}
