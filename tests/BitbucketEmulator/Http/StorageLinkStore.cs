using System.Globalization;

namespace BitbucketEmulator;

/// <summary>The pre-signed links given out so far. Guarded by the state's lock.</summary>
internal sealed class StorageLinkStore
{
    /// <summary>A word that no client may ever print; tests look for it.</summary>
    public const string Signature = "leak-canary-signature";

    public const string Logs = "pipelines-logs/";
    public const string Caches = "pipelines-caches/";

    private readonly Dictionary<string, StorageLink> _links = [];

    /// <summary>Path and query of a new link that looks like those of S3.</summary>
    public string Issue(string folder, byte[] bytes, DateTimeOffset now, int lifetime)
    {
        string path = folder + (_links.Count + 1).ToString("x8", CultureInfo.InvariantCulture);
        _links[path] = new StorageLink(bytes, now.AddSeconds(lifetime));
        string date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}&X-Amz-SignedHeaders=host")
            + string.Create(CultureInfo.InvariantCulture, $"&X-Amz-Expires={lifetime}&X-Amz-Signature={Signature}");
    }

    public StorageLink? Find(string path) => _links.GetValueOrDefault(path);

    public void ExpireAll()
    {
        foreach (string path in _links.Keys.ToList())
        {
            _links[path] = _links[path] with { Until = DateTimeOffset.MinValue };
        }
    }
}
