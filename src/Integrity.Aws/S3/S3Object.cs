using System.Net.Http.Headers;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// An object being downloaded. If the connection breaks, the download resumes, provided that the object is unchanged.
/// </summary>
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
                _metadata[name[MetadataPrefix.Length..].ToLowerInvariant()] = Single(values);
        }
        Stamp = new ObjectStamp(
            response.Content.Headers.ContentLength,
            response.Headers.ETag?.ToString(),
            Header(response, "x-amz-version-id"),
            response.Content.Headers.LastModified
        );
        _content = new BodyStream(getter, location, response);
    }

    /// <summary>
    /// The ETag, which identifies this content of the object; <c>null</c> if the store did not send one.
    /// </summary>
    public string? EntityTag => Stamp.EntityTag;

    public override Stream Content => _content;

    public override ObjectStamp Stamp { get; }

    public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
        CancellationToken cancellationToken = default
    ) => new(_metadata);

    /// <summary>Returns the value of a header. Ignores duplicates, which a proxy may have added.</summary>
    private static string Single(HeaderStringValues values)
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
        /// The number of interruptions allowed until <see cref="Progress"/> more bytes have arrived. It stops a server
        /// that closes the connection after each byte.
        /// </summary>
        private const int MaxInterruptions = 8;

        /// <summary>A slow body counts as several interruptions, because it has already taken a whole window.</summary>
        private const int InterruptionsForSlowBody = 5;

        private const int Progress = 1 << 20;

        private readonly string? _entityTag = response.Headers.ETag?.ToString();
        private readonly long? _length = response.Content.Headers.ContentLength;
        private HttpResponseMessage? _response = response;
        private PacedBody? _body;
        private long _position;
        private int _interruptions;
        private long _lastInterruption;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                return await ReadOrResumeAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (StoreBoundary.IsUnexpected(e, cancellationToken))
            {
                throw StoreBoundary.Explain(e);
            }
        }

        private async ValueTask<int> ReadOrResumeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            while (true)
            {
                try
                {
                    _body ??= new PacedBody(_response!, getter.Requests.Settings, getter.Requests.Clock);
                    var read = await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                    _position += read;
                    // Chunked encoding and HTTP/2 mark the end of the body.
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
            CloseResponse();
            if (_position - _lastInterruption >= Progress)
                _interruptions = 0;
            _lastInterruption = _position;
            _interruptions += cause is SlowBodyException ? InterruptionsForSlowBody : 1;
            if (_interruptions > MaxInterruptions || (_position > 0 && _entityTag is null))
                throw Backoff.ToException(cause);
            await getter.Requests.PauseAsync(_interruptions, cancellationToken).ConfigureAwait(false);
            _response =
                await getter.GetAsync(location, _position, _entityTag, cancellationToken).ConfigureAwait(false)
                ?? throw new StoreException("the object was deleted during the download", "try again");
            if (
                _position > 0
                && _length is { } length
                && _response.Content.Headers.ContentRange?.Length is { } now
                && now != length
            )
                throw new StoreException("the object changed during the download", "try again");
        }

        private void CloseResponse()
        {
            _body?.Dispose();
            _body = null;
            if (_response is null)
                return;
            _response.Dispose();
            _response = null;
            getter.Requests.Release();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                CloseResponse();
            base.Dispose(disposing);
        }
    }
}
