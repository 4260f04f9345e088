namespace BitbucketPipelines.Api;

/// <summary>The result of changing or removing one object: a runner, an environment or a schedule.</summary>
public sealed class ChangeResult : ItemResult
{
    internal ChangeResult(string kind, string name, string target, ItemAction action, string status, string? reason)
        : base(name, target, action, status, reason) => Kind = kind;

    /// <summary>The kind of object: <c>runner</c>, <c>environment</c> or <c>schedule</c>.</summary>
    public string Kind { get; }

    /// <summary>The uuid of the object, in braces.</summary>
    public string? Uuid { get; internal init; }

    /// <summary>The changed object, for -PassThru.</summary>
    internal object? Item { get; init; }

    /// <summary>The target object of an error about the change; null for the name.</summary>
    internal object? FailureTarget { get; init; }

    /// <summary>The account whose credentials were used.</summary>
    internal object? Account { get; init; }

    /// <summary>Sets the workspace and repository.</summary>
    internal ChangeResult At(string? workspace, string? repository)
    {
        (Workspace, Repository) = (workspace, repository);
        return this;
    }
}
