namespace BitbucketEmulator;

/// <summary>One request as it came, and how it ended.</summary>
public sealed record RecordedRequest
{
    /// <summary>1, 2, 3, .. over both ports.</summary>
    public required int Number { get; init; }

    /// <summary><c>api</c> or <c>storage</c>.</summary>
    public required string Port { get; init; }

    public required string Method { get; init; }

    /// <summary>As it came over the wire, not decoded.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>First word of the Authorization header, never the rest.</summary>
    public string? AuthorizationScheme { get; init; }

    /// <summary>Those that tests look at; never Authorization. Only those that were sent.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string Body { get; init; } = "";

    /// <summary>Emulator seconds since the start.</summary>
    public double AtSeconds { get; init; }

    /// <summary>0 while it is handled, and for ever when the connection was broken before an answer.</summary>
    public int Status { get; init; }

    /// <summary>The client went away, or the emulator broke the connection.</summary>
    public bool Aborted { get; init; }
}
