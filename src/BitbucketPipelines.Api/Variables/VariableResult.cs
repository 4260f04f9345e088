namespace BitbucketPipelines.Api.Variables;

/// <summary>What became of one variable. Never holds a value.</summary>
public sealed class VariableResult : ItemResult
{
    /// <summary>Creates the result.</summary>
    internal VariableResult(string name, VariableScope scope, ItemAction action, string status, string? reason)
        : base(name, scope?.ToString() ?? "", action, status, reason)
    {
        Workspace = scope?.Repository?.Workspace ?? scope?.Workspace;
        Repository = scope?.Repository?.Slug;
        Environment = scope?.Environment;
    }

    /// <summary>The deployment environment, where it is in one.</summary>
    public string? Environment { get; }
}
