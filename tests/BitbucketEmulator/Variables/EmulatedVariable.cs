namespace BitbucketEmulator;

/// <summary>A variable as it is inside: a secured value is there too, which the API never returns.</summary>
public sealed record EmulatedVariable(string Key, string Value, bool Secured = false)
{
    public string Uuid { get; init; } = "";

    /// <summary>What it counts towards the limit of a scope.</summary>
    internal int Size => Key.Length + Value.Length;
}
