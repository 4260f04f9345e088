namespace BitbucketEmulator;

/// <summary>What a repository keeps for Pipelines besides variables and environments.</summary>
internal sealed class RepositorySettings
{
    /// <summary>Null: Pipelines was never enabled here, and its configuration answers 404.</summary>
    public bool? Enabled { get; set; } = true;

    public List<EmulatedSchedule> Schedules { get; } = [];

    public EmulatedKeyPair? KeyPair { get; set; }

    public List<EmulatedKnownHost> KnownHosts { get; } = [];

    /// <summary>Known hosts that the next list does not show.</summary>
    public HashSet<string> HiddenKnownHosts { get; } = [];

    /// <summary>Adds a known host; hidden from the next list where the switch says so.</summary>
    public void Add(EmulatedKnownHost host, EmulatorBehavior behavior)
    {
        KnownHosts.Add(host);
        if (behavior.KnownHostHideOnce)
        {
            HiddenKnownHosts.Add(host.Uuid);
        }
    }

    public List<PipelineCache> Caches { get; } = [];

    public List<EmulatedRunner> Runners { get; } = [];
}
