using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Models;

/// <summary>A variable of a repository, a deployment environment, a workspace or an account.</summary>
public sealed class Variable : RepositoryItem, ICheckedItem, IOwnState
{
    private bool? _secured;
    private VariableScope? _scope;

    /// <summary>The name. Case-sensitive.</summary>
    [JsonPropertyName("key")]
    public string? Name { get; set; }

    /// <summary>The value; null when the variable is secured, because Bitbucket never returns such a value.</summary>
    public string? Value { get; set; }

    /// <summary>Whether the value is hidden.</summary>
    public bool Secured
    {
        get => _secured ?? false;
        set => _secured = value;
    }

    /// <summary>
    /// A variable needs a name, and a value or the property secured. Without both it would look like a variable with an empty value.
    /// </summary>
    bool ICheckedItem.IsWhole => !string.IsNullOrEmpty(Name) && (Value is not null || _secured is not null);

    bool IOwnState.IsLike(object other) => other is Variable variable
        && variable.Name == Name && variable.Secured == Secured && variable.Value == Value;

    /// <summary>The kind of scope: Repository, Environment, Workspace, Team or User.</summary>
    [JsonIgnore]
    public string Scope { get; private set; } = "";

    /// <summary>The deployment environment; null for variables of other scopes.</summary>
    [JsonIgnore]
    public string? Environment { get; private set; }

    /// <summary>Whether the variable belongs to the workspace.</summary>
    [JsonIgnore]
    public bool WorkspaceScope { get; private set; }

    /// <summary>The team (deprecated); null for variables of other scopes.</summary>
    [JsonIgnore]
    public string? Team { get; private set; }

    /// <summary>The user (deprecated); null for variables of other scopes.</summary>
    [JsonIgnore]
    public string? User { get; private set; }

    /// <summary>The places where another variable of this name overrides this one. Set by Find-BbVariable.</summary>
    [JsonIgnore]
    public StringList OverriddenBy { get; set; } = StringList.None;

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <inheritdoc/>
    private protected override bool IsChangedByUuid => true;

    /// <summary>Sets the properties that describe the scope.</summary>
    internal void SetLocation(VariableScope scope, Uri site)
    {
        Throw.IfNull(scope);
        _scope = scope;
        Scope = scope.Kind.ToString();
        Workspace = scope.Repository?.Workspace ?? scope.Workspace;
        Repository = scope.Repository?.Slug;
        Url = scope.Repository is { } repository
            ? WebLinks.Settings(site, repository, scope.Environment is null ? "repository-variables" : "deployment-settings")
            : null;
        Environment = scope.Environment;
        WorkspaceScope = scope.Kind == VariableScopeKind.Workspace;
        Team = scope.Kind == VariableScopeKind.Team ? scope.Account : null;
        User = scope.Kind == VariableScopeKind.User ? scope.Account : null;
        KeepAsRead(site);
    }

    /// <summary>
    /// A copy of the variable as it was read, and the scope that it was read from, with the uuid of an environment. Null when it was not
    /// read, or from another scope.
    /// </summary>
    /// <param name="site">The web site of the server that the variable must have been read from.</param>
    /// <param name="scope">The scope that it must have been read from. Of an environment, the name or the uuid may be unknown.</param>
    internal (Variable Variable, VariableScope Scope)? AsReadFrom(Uri site, VariableScope scope) =>
        AsReadFrom(site, scope.Repository?.Workspace ?? scope.Workspace, scope.Repository?.Slug) is Variable { _scope: { } own } read
        && own.Kind == scope.Kind
        && string.Equals(own.Account, scope.Account, StringComparison.OrdinalIgnoreCase)
        && (string.Equals(own.Environment, scope.Environment, StringComparison.OrdinalIgnoreCase)
            || string.Equals(own.EnvironmentUuid, scope.Environment, StringComparison.OrdinalIgnoreCase))
        && own.EnvironmentUuid is null == (own.Kind != VariableScopeKind.Environment)
            ? (read, own) : null;

    /// <summary>The name only, because the value may be a secret.</summary>
    public override string ToString() => Name ?? "";
}
