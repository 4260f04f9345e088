namespace BitbucketPipelines.Api;

/// <summary>What is known about an allowance of requests at one moment. What is not known is null.</summary>
internal sealed record AllowanceState
{
    /// <summary>The number of requests that a window allows, as the server states it.</summary>
    public int? Limit { get; init; }

    /// <summary>The length of the window; an hour unless the server states another.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>The requests of this process in the window. Those of other programs are not known.</summary>
    public int Used { get; init; }

    /// <summary>How many requests are left at most: 0 when the allowance is used up; null when the limit is not known.</summary>
    public int? Left { get; init; }

    /// <summary>How long until the allowance starts anew, as the server states it.</summary>
    public TimeSpan? Reset { get; init; }

    /// <summary>How long the allowance has been used up in all.</summary>
    public TimeSpan Closed { get; init; }

    /// <summary>Whether the server says that less than a fifth is left, or that nothing is left.</summary>
    public bool IsNear { get; init; }

    /// <summary>
    /// Whether less than a fifth is left, as far as that is known: from the server, or from the requests of this process. What is only
    /// nice to have is not asked for then.
    /// </summary>
    public bool IsNearlyUsedUp => IsNear
        || (Left ?? Allowance.DefaultLimit - Used) < (Limit ?? Allowance.DefaultLimit) / 5;

    /// <summary>Whether the allowance is used up: requests wait.</summary>
    public bool IsUsedUp { get; init; }

    /// <summary>How long until requests go on, at the latest, as far as that can be told; null when none is waiting for that.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The same if the server named the time; null if it did not.</summary>
    public TimeSpan? NamedWait { get; init; }
}
