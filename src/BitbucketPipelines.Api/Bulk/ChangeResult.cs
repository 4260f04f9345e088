namespace BitbucketPipelines.Api;

/// <summary>What became of one thing that was to be changed or removed: a runner, an environment, a schedule.</summary>
public sealed class ChangeResult : ItemResult
{
    /// <summary>Creates the result.</summary>
    internal ChangeResult(string kind, string name, string target, ItemAction action, string status, string? reason)
        : base(name, target, action, status, reason) => Kind = kind;

    /// <summary>What kind of thing it is: <c>runner</c>, <c>environment</c> or <c>schedule</c>.</summary>
    public string Kind { get; }

    /// <summary>Its uuid, in braces.</summary>
    public string? Uuid { get; internal init; }

    /// <summary>The thing as it is now, for whoever asked for it.</summary>
    internal object? Item { get; init; }

    /// <summary>What kept it from being done.</summary>
    internal Exception? Cause { get; init; }

    /// <summary>Whose credentials were used.</summary>
    internal object? Account { get; init; }

    /// <summary>Says in which workspace and repository it is.</summary>
    internal ChangeResult At(string? workspace, string? repository)
    {
        (Workspace, Repository) = (workspace, repository);
        return this;
    }
}
