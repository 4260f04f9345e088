using BitbucketPipelines.Api;

namespace BitbucketPipelines.Completion;

/// <summary>What is known when a name is completed.</summary>
internal sealed record CompletionContext(
    BitbucketClient Client, string? Workspace, RepositoryId? Repository, PipelineId? Run, string? Environment, bool WorkspaceScope);
