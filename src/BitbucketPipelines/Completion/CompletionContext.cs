using BitbucketPipelines.Api;

namespace BitbucketPipelines.Completion;

/// <summary>The session and the parameters bound so far when an argument is completed.</summary>
internal sealed record CompletionContext(
    BitbucketClient Client, string? Workspace, RepositoryId? Repository, PipelineId? Run, string? Environment, bool WorkspaceScope);
