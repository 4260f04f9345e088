using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>A run that a record specifies.</summary>
/// <param name="Repository">The repository of the run.</param>
/// <param name="Run">The build number or uuid of the run.</param>
/// <param name="Reference">The run as it was specified.</param>
/// <param name="Client">The client that looked for the newest run.</param>
internal sealed record RunInput(RepositoryId Repository, PipelineId Run, PipelineReference Reference, BitbucketClient Client)
{
    /// <summary>The uuid, if it was specified, or the piped object has it. Null where only the build number is known.</summary>
    public string? Uuid => Run.BuildNumber is null ? Run.Value : Reference.Uuid;
}
