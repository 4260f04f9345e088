using BitbucketPipelines.Api;

namespace BitbucketPipelines.Completion;

/// <summary>What is known when a name is completed.</summary>
internal sealed record CompletionContext(
    BitbucketClient Client, string? Workspace, RepositoryId? Repository, string? Pipeline, string? Environment, bool WorkspaceScope);
