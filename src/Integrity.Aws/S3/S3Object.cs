using System.Net.Http.Headers;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>An object that is being downloaded. When its body is cut, the rest is asked for, as long as it is still the same object.</summary>
internal sealed class S3Object : StoredObject
{
    private const string MetadataPrefix = "x-amz-meta-";

    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly BodyStream _content;

    public S3Object(S3Getter getter, ObjectLocation location, HttpResponseMessage response)
    {
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                _metadata[name[MetadataPrefix.Length..].ToLowerInvariant()] = Once(values);
        }
        Stamp = new ObjectStamp(
            response.Content.Headers.ContentLength,
            response.Headers.ETag?.ToString(),
            Header(response, "x-amz-version-id"),
            response.Content.Headers.LastModified
        );
        _content = new BodyStream(getter, location, response);
    }

    /// <summary>What tells this content of the object from any other; <c>null</c> when the store does not tell.</summary>
    public string? EntityTag => Stamp.EntityTag;

    public override Stream Content => _content;

    public override ObjectStamp Stamp { get; }

    public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
        CancellationToken cancellationToken
    ) => new(_metadata);

    /// <summary>A header that something on the way has repeated says the same once.</summary>
    private static string Once(HeaderStringValues values)
    {
        var distinct = values.Distinct(StringComparer.Ordinal).Take(2).ToList();
        return distinct.Count == 1 ? distinct[0] : values.ToString();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private sealed class BodyStream(S3Getter getter, ObjectLocation location, HttpResponseMessage response)
        : ReadOnlyStream
    {
        /// <summary>
        /// How often in a row the body may be cut before <see cref="Progress"/> more bytes have arrived. A server that
        /// hangs up after each byte must not be followed forever.
        /// </summary>
        private const int MaxCuts = 8;

        /// <summary>A slow body has taken a whole window already, so it counts as several cuts.</summary>
        private const int CutsOfSlowBody = 5;

        private const int Progress = 1 << 20;

        private readonly string? _entityTag = response.Headers.ETag?.ToString();
        private readonly long? _length = response.Content.Headers.ContentLength;
        private HttpResponseMessage? _response = response;
        private PacedBody? _body;
        private long _position;
        private int _cuts;
        private long _lastCut;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                return await ReadOnAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (StoreBoundary.IsUnforeseen(e, cancellationToken))
            {
                throw StoreBoundary.Explain(e);
            }
        }

        private async ValueTask<int> ReadOnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            while (true)
            {
                try
                {
                    _body ??= new PacedBody(_response!, getter.Requests.Settings, getter.Requests.Clock);
                    var read = await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                    _position += read;
                    // chunks and HTTP/2 state their end themselves
                    if (read > 0 || _length is null || _position >= _length)
                        return read;
                    throw new IOException($"the body ended after {_position} of {_length} bytes");
                }
                catch (Exception e)
                    when (e is IOException and not StoreException or HttpRequestException
                        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                    )
                {
                    await ResumeAsync(e, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        private async Task ResumeAsync(Exception cause, CancellationToken cancellationToken)
        {
            Drop();
            if (_position - _lastCut >= Progress)
                _cuts = 0;
            _lastCut = _position;
            _cuts += cause is SlowBodyException ? CutsOfSlowBody : 1;
            if (_cuts > MaxCuts || (_position > 0 && _entityTag is null))
                throw Backoff.ToException(cause);
            await getter.Requests.PauseAsync(_cuts, cancellationToken).ConfigureAwait(false);
            _response =
                await getter.GetAsync(location, _position, _entityTag, cancellationToken).ConfigureAwait(false)
                ?? throw new StoreException("the object disappeared while it was read", "run it again");
            if (
                _position > 0
                && _length is { } length
                && _response.Content.Headers.ContentRange?.Length is { } now
                && now != length
            )
                throw new StoreException("the object changed while it was read", "run it again");
        }

        private void Drop()
        {
            _body?.Dispose();
            _body = null;
            if (_response is null)
                return;
            _response.Dispose();
            _response = null;
            getter.Requests.Done();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Drop();
            base.Dispose(disposing);
        }
    }
}
