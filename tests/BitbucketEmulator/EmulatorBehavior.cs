namespace BitbucketEmulator;

/// <summary>The switches between behaviours that Bitbucket shows at different times. Immutable: change it with <c>with</c>.</summary>
public sealed record EmulatorBehavior
{
    /// <summary>Items per page when the client does not say.</summary>
    public int DefaultPageLength { get; init; } = 10;

    /// <summary>What the pipelines services say about the next page.</summary>
    public NextLinkStyle Next { get; init; }

    /// <summary>True: the list of steps comes by pages. False: it ignores <c>page</c> and <c>pagelen</c>.</summary>
    public bool StepsPaging { get; init; }

    /// <summary>What a trailing slash does.</summary>
    public SlashRule Slash { get; init; }

    /// <summary>How an unknown repository answers.</summary>
    public NotFoundStyle NotFound { get; init; }

    /// <summary>False: the log of a running step ignores Range and answers 200 with everything.</summary>
    public bool LogRange { get; init; } = true;

    /// <summary>Adds the headers that warn of the rate limit.</summary>
    public RateLimitNear RateLimitNear { get; init; }

    /// <summary>Seconds of life of an OAuth token.</summary>
    public int TokenLifetime { get; init; } = 7200;

    /// <summary>Seconds of life of a pre-signed storage link.</summary>
    public int LinkLifetime { get; init; } = 300;

    /// <summary>True: every request for page 2 of the pipelines finds one new run, so that pages shift.</summary>
    public bool NewRunWhilePaging { get; init; }

    /// <summary>True: <c>links.self</c> of a run names an internal host, as recorded in 2023.</summary>
    public bool InternalLinks { get; init; }

    /// <summary>True: <c>…/steps/{uuid}/logs/</c> lists the logs of a step, as one client claims. False: 404.</summary>
    public bool LogsList { get; init; }

    /// <summary>Emulated seconds before a list shows a variable that was created, or what was changed.</summary>
    public double VariableListLag { get; init; }

    /// <summary>Seconds for which the list of environments, and of schedules, does not show a new one.</summary>
    public double NewItemListLag { get; init; }

    /// <summary>
    /// True: the first list after a variable was created does not show it, or shows it as it was before a change. One that relies on
    /// that list meets a 409.
    /// </summary>
    public bool VariableHideOnce { get; init; }

    /// <summary>How many characters the names and values of one scope may have together (about 120,000).</summary>
    public int VariableSizeLimit { get; init; } = 120_000;

    /// <summary>How many schedules a repository may have; more are refused with 401. The real number is not known.</summary>
    public int ScheduleLimit { get; init; } = 10;

    /// <summary>How many runners a repository or a workspace may have; more are refused with 400. The real number is not known.</summary>
    public int RunnerLimit { get; init; } = 100;

    /// <summary>True: the labels of a runner are objects with a name, as in one recording.</summary>
    public bool RunnerLabelObjects { get; init; }

    /// <summary>
    /// True: the first list after a known host was created does not show it. One that relies on that list meets a 409.
    /// </summary>
    public bool KnownHostHideOnce { get; init; }

    /// <summary>Whether a PUT of the key pair repeats the private key: not recorded, but a client has to bear it.</summary>
    public PrivateKeyEcho PrivateKeyEcho { get; init; }

    /// <summary>True: a failed test case carries its reason inline, as was seen sometimes.</summary>
    public bool InlineReason { get; init; }

    /// <summary>False: the undocumented resources below <c>/internal</c> are gone.</summary>
    public bool InternalResources { get; init; } = true;
}
