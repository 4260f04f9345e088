using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>The result of changing one setting of a repository. Never contains the value of a variable.</summary>
public sealed class SettingResult : ItemResult
{
    internal SettingResult(SettingKind kind, string name, RepositoryId target, ItemAction action, string status, string? reason)
        : this(kind.ToString(), name, target.ToString(), target.Workspace, target.Slug, action, status, reason)
    {
    }

    internal SettingResult(
        string kind, string name, string target, string? workspace, string? repository, ItemAction action, string status, string? reason)
        : base(name, target, action, status, reason)
    {
        Kind = kind;
        Workspace = workspace;
        Repository = repository;
    }

    /// <summary>The kind of setting: Variable, Environment, KnownHost, Schedule, Configuration, BuildNumber, SshKeyPair.</summary>
    public string Kind { get; }

    /// <summary>The deployment environment of a variable; null for other settings.</summary>
    public string? Environment { get; internal init; }

    /// <summary>The row of a variable or known host as the row of a setting.</summary>
    internal static SettingResult Of(SettingKind kind, ItemResult row) => new(
        kind.ToString(), row.Name, row.Target, row.Workspace, row.Repository, row.Change, row.Status, row.Reason)
    {
        Environment = (row as VariableResult)?.Environment,
        Failure = row.Failure,
    };
}
