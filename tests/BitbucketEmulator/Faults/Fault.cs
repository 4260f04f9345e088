using System.Text.RegularExpressions;

namespace BitbucketEmulator;

/// <summary>
/// A misbehaviour for the requests number <see cref="Skip"/> + 1 to <see cref="Skip"/> + <see cref="Times"/> that match. What is not
/// set is left alone: a fault with a delay only delays, one with headers only adds them to the true answer.
/// </summary>
public sealed record Fault
{
    /// <summary>Null: any.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression that must be found in path and query as they came over the wire. Null: any.</summary>
    public string? Path { get; init; }

    /// <summary><c>api</c> or <c>storage</c>.</summary>
    public string Port { get; init; } = "api";

    public int Skip { get; init; }

    /// <summary>0: for ever.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Set: this answer, and the request is not handled, unless <see cref="AfterHandling"/> is set.</summary>
    public int? Status { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string? ContentType { get; init; }

    public string? Body { get; init; }

    /// <summary>
    /// Seconds on the clock that the emulator was given, whatever its speed, before anything else happens; ends early when the client
    /// goes away.
    /// </summary>
    public double DelaySeconds { get; init; }

    /// <summary>Breaks the connection (RST) before the request is handled.</summary>
    public bool Reset { get; init; }

    /// <summary>Handles the request, so that a POST takes effect, and then breaks the connection without an answer.</summary>
    public bool ResetAfterHandling { get; init; }

    /// <summary>
    /// Handles the request, so that a POST takes effect, and then gives the answer of <see cref="Status"/> in place of the true one.
    /// </summary>
    public bool AfterHandling { get; init; }

    /// <summary>Says the length of the whole body, sends so many bytes of it and closes.</summary>
    public int? TruncateAfterBytes { get; init; }

    /// <summary>Sends so many bytes of the body and then nothing more, until the client goes away.</summary>
    public int? StallAfterBytes { get; init; }

    /// <summary>A wrong pattern must fail where it is given, not in the midst of somebody's request.</summary>
    internal void Check()
    {
        try
        {
            _ = Path is null ? null : new Regex(Path);
        }
        catch (ArgumentException error)
        {
            throw new ControlException($"'path' is not a regular expression: {error.Message}");
        }
    }

    internal bool Matches(string port, string method, string pathAndQuery) =>
        port == Port
        && (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Regex.IsMatch(pathAndQuery, Path, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
}
