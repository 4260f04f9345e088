namespace BitbucketPipelines.Api.Variables;

/// <summary>What became of one variable. Never holds a value.</summary>
public sealed class VariableResult
{
    /// <summary>Creates the result.</summary>
    public VariableResult(string name, VariableScope scope, VariableAction action, string status, string? reason)
    {
        Throw.IfNull(scope);
        Name = name;
        Target = scope.ToString();
        Action = action;
        Status = status;
        Reason = reason;
        Workspace = scope.Repository?.Workspace ?? scope.Workspace;
        Repository = scope.Repository?.Slug;
        Environment = scope.Environment;
    }

    /// <summary>It was done, or was not needed.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>It was not done; <see cref="Reason"/> says why.</summary>
    public const string Failed = "Failed";

    /// <summary>It would be done: nothing was changed.</summary>
    public const string Planned = "Planned";

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Where, in words.</summary>
    public string Target { get; }

    /// <summary>What: Create, Update, Remove, Unchanged or Skipped.</summary>
    public VariableAction Action { get; }

    /// <summary>Succeeded, Failed or Planned.</summary>
    public string Status { get; }

    /// <summary>Why, where it is not plain.</summary>
    public string? Reason { get; }

    /// <summary>The workspace.</summary>
    public string? Workspace { get; }

    /// <summary>The repository, where it is one or in one.</summary>
    public string? Repository { get; }

    /// <summary>The deployment environment, where it is in one.</summary>
    public string? Environment { get; }

    /// <summary>Why it failed, when it did.</summary>
    public BitbucketApiException? Failure { get; init; }

    /// <summary>Action, name and target.</summary>
    public override string ToString() => $"{Action} {Name} in {Target}: {Status}";
}
