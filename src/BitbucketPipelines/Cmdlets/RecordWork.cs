using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// The work of one input record or item: what it may use on other threads, captured when the record was bound, and what the pipeline
/// thread needs in its turn.
/// </summary>
/// <param name="session">The session of the record.</param>
/// <param name="client">The client of the session.</param>
/// <param name="gate">The limit on concurrent requests.</param>
internal sealed class RecordWork(BitbucketSession session, BitbucketClient client, AccountGate gate)
{
    private volatile bool _hasTurn;

    /// <summary>The session of the record.</summary>
    public BitbucketSession Session { get; } = session;

    /// <summary>The client of the session.</summary>
    public BitbucketClient Client { get; } = client;

    /// <summary>Lets each request pass as soon as -ThrottleLimit allows it.</summary>
    public AccountGate Gate { get; } = gate;

    /// <summary>Whether -WhatIf is in effect for a cmdlet that changes something.</summary>
    public bool IsWhatIf { get; init; }

    /// <summary>Whether ShouldProcess asks about each change, or shows it under -WhatIf.</summary>
    public bool Asks { get; init; }

    /// <summary>The target object of errors.</summary>
    public object? Target { get; init; }

    /// <summary>Whether an error is kept until everything was written.</summary>
    public bool DefersError { get; init; }

    /// <summary>Whether all records before this one were written, so that this one is written as it comes.</summary>
    public bool HasTurn
    {
        get => _hasTurn;
        set => _hasTurn = value;
    }

    /// <summary>The progress bar of this record.</summary>
    public IDisposable? Progress { get; set; }

    /// <summary>What runs on other threads.</summary>
    public BackgroundWork? Running { get; set; }

    /// <summary>What is done on the pipeline thread when the work has succeeded.</summary>
    public Action? Write { get; set; }
}
