using System.Globalization;

namespace BitbucketEmulator;

/// <summary>The pre-signed links given out so far. Guarded by the state's lock.</summary>
internal sealed class LogLinkStore
{
    /// <summary>A word that no client may ever print; tests look for it.</summary>
    public const string Signature = "leak-canary-signature";

    public const string Folder = "pipelines-logs/";

    private readonly Dictionary<string, LogLink> _links = [];

    /// <summary>Path and query of a new link that looks like those of S3.</summary>
    public string Issue(byte[] bytes, DateTimeOffset now, int lifetime)
    {
        string id = (_links.Count + 1).ToString("x8", CultureInfo.InvariantCulture);
        _links[id] = new LogLink(bytes, now.AddSeconds(lifetime));
        string date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Folder}{id}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}&X-Amz-SignedHeaders=host")
            + string.Create(CultureInfo.InvariantCulture, $"&X-Amz-Expires={lifetime}&X-Amz-Signature={Signature}");
    }

    public LogLink? Find(string id) => _links.GetValueOrDefault(id);

    public void ExpireAll()
    {
        foreach (string id in _links.Keys.ToList())
        {
            _links[id] = _links[id] with { Until = DateTimeOffset.MinValue };
        }
    }
}
