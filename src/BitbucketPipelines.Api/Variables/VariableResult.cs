namespace BitbucketPipelines.Api.Variables;

/// <summary>The result of a bulk change for one variable. Never contains the value.</summary>
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

    /// <summary>The deployment environment; null for variables of other scopes.</summary>
    public string? Environment { get; }
}
