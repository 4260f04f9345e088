using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Models;

/// <summary>A variable of a repository, a deployment environment, a workspace or an account.</summary>
public sealed class Variable : RepositoryItem, ICheckedItem
{
    private bool? _secured;

    /// <summary>The name. Case-sensitive.</summary>
    [JsonPropertyName("key")]
    public string? Name { get; set; }

    /// <summary>The value; null when it is secured, since it can never be read back.</summary>
    public string? Value { get; set; }

    /// <summary>Whether the value is hidden.</summary>
    public bool Secured
    {
        get => _secured ?? false;
        set => _secured = value;
    }

    /// <summary>
    /// A variable has a name, and either a value or the word that it is hidden: one without both would pass for a plain empty one.
    /// </summary>
    bool ICheckedItem.IsWhole => !string.IsNullOrEmpty(Name) && (Value is not null || _secured is not null);

    /// <summary>Where it stands: Repository, Environment, Workspace, Team or User.</summary>
    [JsonIgnore]
    public string Scope { get; private set; } = "";

    /// <summary>The deployment environment, for a variable of one.</summary>
    [JsonIgnore]
    public string? Environment { get; private set; }

    /// <summary>Whether it is a variable of the workspace.</summary>
    [JsonIgnore]
    public bool WorkspaceScope { get; private set; }

    /// <summary>The team, for a variable of one (deprecated).</summary>
    [JsonIgnore]
    public string? Team { get; private set; }

    /// <summary>The user, for a variable of one (deprecated).</summary>
    [JsonIgnore]
    public string? User { get; private set; }

    /// <summary>The places where another variable of this name wins; filled by Find-BbVariable.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> OverriddenBy { get; set; } = [];

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>Says where the variable stands.</summary>
    internal void SetLocation(VariableScope scope)
    {
        Throw.IfNull(scope);
        Scope = scope.Kind.ToString();
        Workspace = scope.Repository?.Workspace ?? scope.Workspace ?? "";
        Repository = scope.Repository?.Slug ?? "";
        Environment = scope.Environment;
        WorkspaceScope = scope.Kind == VariableScopeKind.Workspace;
        Team = scope.Kind == VariableScopeKind.Team ? scope.Account : null;
        User = scope.Kind == VariableScopeKind.User ? scope.Account : null;
    }

    /// <summary>The name only: the value may be nobody's business.</summary>
    public override string ToString() => Name ?? "";
}
