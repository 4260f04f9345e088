using System.Globalization;
using System.Text.Json;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Raw;

/// <summary>Reads any list of the API page by page, like <see cref="PageReader{T}"/>.</summary>
internal sealed class JsonPageReader : IDisposable
{
    private const int UsualLength = 100;

    /// <summary>The page length that every list accepts. Lists of pull requests accept no more.</summary>
    private const int SafeLength = 50;

    private readonly Func<int, PageReader<JsonElement>> _open;
    private readonly bool _given;
    private PageReader<JsonElement> _reader;
    private bool _begun;

    /// <summary>Creates a reader; sends nothing yet.</summary>
    /// <param name="client">Sends the requests.</param>
    /// <param name="request">The request for the list. Its query may contain <c>pagelen</c>.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public JsonPageReader(BitbucketClient client, ApiRequest request, CancellationToken cancellationToken)
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

    /// <summary>Whether the response was a list; known after the first page.</summary>
    public bool IsList => _reader.IsList == true;

    /// <summary>The items of the next page; null at the end.</summary>
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
            // Not a list: the caller reports it.
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
