namespace BitbucketPipelines.Api.Runs;

/// <summary>The lines of a log that another one is compared with. Of a very long log, the first lines are known.</summary>
internal sealed class KnownLines
{
    private const int Most = 2_000_000;

    private readonly HashSet<ulong> _keys = [];

    /// <summary>The number of lines that were added.</summary>
    public long Count { get; private set; }

    /// <summary>Whether there were more different lines than are known.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        Count++;
        string clean = LogText.Clean(line);
        if (clean.Length == 0)
        {
            return;
        }

        if (_keys.Count < Most)
        {
            _keys.Add(LineKey.HashOf(clean));
        }
        else
        {
            IsCut = true;
        }
    }

    /// <summary>Whether there is such a line, whatever its times, numbers and hashes.</summary>
    public bool Contains(ulong key) => _keys.Contains(key);
}
