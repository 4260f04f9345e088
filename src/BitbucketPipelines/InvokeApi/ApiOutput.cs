using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Raw;

namespace BitbucketPipelines;

/// <summary>
/// Sends a request and returns the output of Invoke-BbApi in parts: one part for each page of a list, otherwise a single one.
/// </summary>
/// <param name="client">Sends the request.</param>
/// <param name="request">The request.</param>
/// <param name="isRaw">Whether the output is the text of the response.</param>
/// <param name="file">The file that the response is saved to; null when it is not saved.</param>
/// <param name="pages">Reads the pages of a list; null when only one response is read.</param>
internal sealed class ApiOutput(BitbucketClient client, ApiRequest request, bool isRaw, string? file, JsonPageReader? pages) : IDisposable
{
    private bool _isRead;

    /// <summary>Reads the next part; null at the end.</summary>
    public async Task<IReadOnlyList<object?>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (pages is not null)
        {
            return await ReadPageAsync(pages).ConfigureAwait(false);
        }

        if (_isRead)
        {
            return null;
        }

        _isRead = true;
        return await ReadWholeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => pages?.Dispose();

    private async Task<IReadOnlyList<object?>?> ReadPageAsync(JsonPageReader reader)
    {
        IReadOnlyList<JsonElement>? page = await reader.ReadAsync().ConfigureAwait(false);
        return page is null && !reader.IsList
            ? throw new ErrorRecordException(Errors.NotAList(request.ToString()))
            : page?.Select(JsonObjects.Read).ToArray();
    }

    private async Task<IReadOnlyList<object?>> ReadWholeAsync(CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            await FileDownload.SaveAsync(client, request, file, cancellationToken).ConfigureAwait(false);
            return [];
        }

        if (isRaw)
        {
            byte[] text = await client.ReadBytesAsync(request, cancellationToken).ConfigureAwait(false);
            return text is { Length: > 0 } ? [Encoding.UTF8.GetString(text)] : [];
        }

        object? output = JsonObjects.Read(await client.ReadJsonAsync(request, cancellationToken).ConfigureAwait(false));
        return output switch
        {
            null => [],
            object?[] items => items,
            _ => [output],
        };
    }
}
