namespace BitbucketPipelines.Api.Runs;

/// <summary>The open runs of one repository, which are looked at together.</summary>
internal sealed class LookTarget
{
    private readonly List<LookRun> _runs = [];

    /// <summary>The runs that are open, as of the last look.</summary>
    public IReadOnlyList<LookRun> Runs => _runs;

    /// <summary>The number of requests for the next look.</summary>
    public int Requests { get; private set; } = 1;

    /// <summary>Whether it was looked at.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Whether it was not looked at, and its run is assumed to be like those of the others.</summary>
    public bool IsAssumed { get; private set; }

    /// <summary>When the last look was made.</summary>
    public TimeSpan LookedAt { get; private set; }

    /// <summary>When the next look is due.</summary>
    public TimeSpan Due { get; set; }

    /// <summary>The expected number of requests in the hour after the plan was made.</summary>
    public double Expected { get; set; }

    /// <summary>The price for which the plan was made.</summary>
    public double Price { get; set; }

    /// <summary>A number from 0 to 1 that differs from target to target.</summary>
    public double Spread { get; init; }

    /// <summary>Takes what a look has shown.</summary>
    public void Update(IEnumerable<LookRun> open, int requests, TimeSpan now)
    {
        _runs.Clear();
        _runs.AddRange(open);
        (Requests, IsKnown, IsAssumed, LookedAt) = (requests, true, false, now);
    }

    /// <summary>Assumes a run that was created at a time and is like those of the others. It takes one request to look at it.</summary>
    public void Assume(TimeSpan created)
    {
        Update([new LookRun(created, null)], 1, TimeSpan.Zero);
        IsAssumed = true;
    }
}
