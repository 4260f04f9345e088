namespace BitbucketPipelines.Api;

/// <summary>What became of one item of a bulk change. Never holds a secret.</summary>
public abstract class ItemResult
{
    /// <summary>It was done, or was not needed.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>It was not done; <see cref="Reason"/> says why.</summary>
    public const string Failed = "Failed";

    /// <summary>It was left out; <see cref="Reason"/> says why.</summary>
    public const string Skipped = "Skipped";

    /// <summary>It would be done: nothing was changed.</summary>
    public const string Planned = "Planned";

    /// <summary>Creates the result.</summary>
    private protected ItemResult(string name, string target, ItemAction action, string status, string? reason)
    {
        Name = name;
        Target = target;
        Action = action;
        Status = status;
        Reason = reason;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Where, in words.</summary>
    public string Target { get; }

    /// <summary>What: Create, Update, Remove, Unchanged or Skipped.</summary>
    public ItemAction Action { get; }

    /// <summary>Succeeded, Skipped, Failed or Planned.</summary>
    public string Status { get; }

    /// <summary>Why, where it is not plain.</summary>
    public string? Reason { get; }

    /// <summary>The workspace.</summary>
    public string? Workspace { get; private protected set; }

    /// <summary>The repository, where it is one or in one.</summary>
    public string? Repository { get; private protected set; }

    /// <summary>Why it failed, when it did.</summary>
    public ItemFailure? Failure { get; init; }

    /// <summary>Action, name and target.</summary>
    public override string ToString() => $"{Action} {Name} in {Target}: {Status}";
}
