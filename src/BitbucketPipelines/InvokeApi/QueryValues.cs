using System.Collections;
using System.Management.Automation;
using System.Security;

namespace BitbucketPipelines;

/// <summary>Converts the -Query hashtable to query parameters.</summary>
internal static class QueryValues
{
    /// <summary>The query parameters. A list adds the parameter once for each of its values; null adds nothing.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(IDictionary? query)
    {
        foreach (object key in query?.Keys ?? Array.Empty<object>())
        {
            object? value = RequestBody.Unwrap(query![key]);
            foreach (object? item in value is IEnumerable list and not string ? list : new[] { value })
            {
                if (RequestBody.Unwrap(item) is { } data)
                {
                    yield return data is SecureString or PSCredential
                        ? throw new ErrorRecordException(Errors.InvalidArgument(
                            ErrorId.SecretInQuery,
                            $"The value of '{key}' in -Query is a secret. Secrets are not sent in a query, because URLs are often logged.",
                            $"Remove '{key}' from -Query."))
                        : new KeyValuePair<string, string>(RequestBody.ToText(key), RequestBody.ToText(data));
                }
            }
        }
    }
}
