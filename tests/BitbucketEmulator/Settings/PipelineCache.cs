namespace BitbucketEmulator;

/// <summary>A version of a cache in a repository.</summary>
internal sealed record PipelineCache(string Uuid, EmulatedCache Content, DateTimeOffset CreatedOn)
{
    public required string PipelineUuid { get; init; }

    public required string StepUuid { get; init; }
}
