namespace BitbucketPipelines.Api;

/// <summary>The result of a bulk change for one item. Never contains a secret.</summary>
public abstract class ItemResult
{
    /// <summary>The value of <see cref="Status"/> when the change was made or was not necessary.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>The value of <see cref="Status"/> when the change failed; <see cref="Reason"/> says why.</summary>
    public const string Failed = "Failed";

    /// <summary>The value of <see cref="Status"/> when the item was skipped; <see cref="Reason"/> says why.</summary>
    public const string Skipped = "Skipped";

    /// <summary>The value of <see cref="Status"/> with -WhatIf: the change would be made.</summary>
    public const string Planned = "Planned";

    private protected ItemResult(string name, string target, ItemAction action, string status, string? reason)
    {
        Name = name;
        Target = target;
        Change = action;
        Status = status;
        Reason = reason;
    }

    /// <summary>The name of the item.</summary>
    public string Name { get; }

    /// <summary>The place of the change, such as <c>acme/widgets</c>.</summary>
    public string Target { get; }

    /// <summary>The action: Create, Update, Remove, Unchanged or Skipped.</summary>
    public string Action => Change.ToString();

    /// <summary>The action as a value.</summary>
    internal ItemAction Change { get; }

    /// <summary>The status: Succeeded, Skipped, Failed or Planned.</summary>
    public string Status { get; }

    /// <summary>Whether the item was skipped, or would be with -WhatIf.</summary>
    internal bool IsSkipped => Status == Skipped || (Status == Planned && Change == ItemAction.Skipped);

    /// <summary>The reason for a failure or a skipped item; null when there is none.</summary>
    public string? Reason { get; }

    /// <summary>The workspace of the item.</summary>
    public string? Workspace { get; private protected set; }

    /// <summary>The repository of the item; null for an item of a workspace.</summary>
    public string? Repository { get; private protected set; }

    /// <summary>The details of a failure; null when there was none.</summary>
    internal ItemFailure? Failure { get; init; }

    /// <summary>The exception that prevented the change; null when there was none, or when <see cref="Failure"/> says it all.</summary>
    internal Exception? Cause { get; init; }

    /// <summary>
    /// The details of a failure; null when there was none. A method rather than a property, so that it is not converted with the
    /// properties.
    /// </summary>
    public ItemFailure? GetFailure() => Failure;

    /// <summary>The action, name, target and status.</summary>
    public override string ToString() => $"{Action} {Name} in {Target}: {Status}";
}
