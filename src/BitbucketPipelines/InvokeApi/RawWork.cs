using System.Collections;
using System.Management.Automation;
using System.Net.Http.Headers;
using System.Security;
using BitbucketPipelines.Api.Raw;

namespace BitbucketPipelines;

/// <summary>Reads what a request of any kind is made of.</summary>
internal static class RawWork
{
    public static RawAddress Address(string path, Uri root, Func<string, string?> hole)
    {
        try
        {
            return RawAddress.Parse(path, root, hole);
        }
        catch (ArgumentException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidApiPath(e));
        }
    }

    /// <summary>Whether a text is a media type, with or without parameters.</summary>
    public static bool IsMediaType(string text) => MediaTypeHeaderValue.TryParse(text, out _);

    /// <summary>Query parameters; a list gives one several times, and nothing gives none.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary? query)
    {
        foreach (object key in query?.Keys ?? Array.Empty<object>())
        {
            object? value = JsonObjects.Bare(query![key]);
            foreach (object? item in value is IEnumerable several and not string ? several : new[] { value })
            {
                if (JsonObjects.Bare(item) is { } one)
                {
                    yield return one is SecureString or PSCredential
                        ? throw new ItemFailedException(
                            ErrorRecords.InvalidArgument(ErrorId.SecretInQuery,
                            $"'{key}' in -Query is a secret; addresses are written into logs on their way.", "Leave it out."))
                        : new KeyValuePair<string, string>(JsonObjects.Text(key), JsonObjects.Text(one));
                }
            }
        }
    }
}
