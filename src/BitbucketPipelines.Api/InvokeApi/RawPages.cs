using System.Globalization;
using System.Text.Json;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Raw;

/// <summary>Reads any list of the API page by page, by the rules of <see cref="PageReader{T}"/>.</summary>
internal sealed class RawPages : IDisposable
{
    private const int UsualLength = 100;

    /// <summary>What every list takes; those of pull requests take no more.</summary>
    private const int SafeLength = 50;

    private readonly Func<int, PageReader<JsonElement>> _open;
    private readonly bool _given;
    private PageReader<JsonElement> _reader;
    private bool _begun;

    /// <summary>Creates a reader; nothing is sent yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The list. Its query may say how long a page is to be, by <c>pagelen</c>.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public RawPages(BitbucketClient client, ApiRequest request, CancellationToken cancellationToken)
    {
        int length = UsualLength;
        _given = request.Query.Any(p => p.Key == "pagelen")
            && int.TryParse(request.Query.First(p => p.Key == "pagelen").Value, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            && length > 0;
        var list = new ApiRequest<Models.Page<JsonElement>>(WireContext.Default.PageJsonElement)
        {
            Path = request.Path,
            Query = [.. request.Query.Where(p => p.Key != "pagelen")],
            Anonymous = request.Anonymous,
        };
        _open = n => new PageReader<JsonElement>(client, list, Key, cancellationToken, n);
        _reader = _open(_given ? length : UsualLength);
    }

    /// <summary>Whether the answer was a list, once the first page was read.</summary>
    public bool IsList => _reader.IsList == true;

    /// <summary>The items of the next page, or null at the end.</summary>
    /// <exception cref="BitbucketApiException">A page could not be read.</exception>
    public async Task<IReadOnlyList<JsonElement>?> ReadAsync()
    {
        try
        {
            return await _reader.ReadAsync().ConfigureAwait(false);
        }
        catch (BitbucketApiException e)
            when (!_begun && !_given && e.StatusCode == 400 && e.Message.IndexOf("pagelen", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            _reader.Dispose();
            _reader = _open(SafeLength);
            return await _reader.ReadAsync().ConfigureAwait(false);
        }
        catch (BitbucketApiException) when (!_begun && _reader.IsList == false)
        {
            // An object of another kind: the caller says so.
            return null;
        }
        finally
        {
            _begun = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static string? Key(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("uuid", out JsonElement uuid)
            && uuid.ValueKind == JsonValueKind.String
            ? uuid.GetString() : null;
}
