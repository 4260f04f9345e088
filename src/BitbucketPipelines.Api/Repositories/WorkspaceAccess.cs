namespace BitbucketPipelines.Api.Models;

/// <summary>A workspace that the user is a member of.</summary>
internal sealed class WorkspaceAccess : ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Workspace?.Slug);

    /// <summary>The workspace.</summary>
    public WorkspaceName? Workspace { get; set; }
}

/// <summary>What identifies a workspace.</summary>
internal sealed class WorkspaceName
{
    /// <summary>The slug.</summary>
    public string? Slug { get; set; }

    /// <summary>The name that people see.</summary>
    public string? Name { get; set; }
}
