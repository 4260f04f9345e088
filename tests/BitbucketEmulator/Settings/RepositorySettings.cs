namespace BitbucketEmulator;

/// <summary>What a repository keeps for Pipelines besides variables and environments.</summary>
internal sealed class RepositorySettings
{
    /// <summary>Null: Pipelines was never enabled here, and its configuration answers 404 (section 2.12).</summary>
    public bool? Enabled { get; set; } = true;

    public List<PipelineSchedule> Schedules { get; } = [];

    public EmulatedKeyPair? KeyPair { get; set; }

    public List<KnownHost> KnownHosts { get; } = [];

    public List<PipelineCache> Caches { get; } = [];

    public List<Runner> Runners { get; } = [];
}
