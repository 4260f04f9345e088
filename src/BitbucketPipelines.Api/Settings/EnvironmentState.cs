using System.Text.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>A deployment environment that exists, or that is created before its variables are written.</summary>
internal sealed class EnvironmentState
{
    private readonly BitbucketClient _client;
    private readonly RepositoryId _repository;

    /// <summary>An environment that exists.</summary>
    public EnvironmentState(BitbucketClient client, RepositoryId repository, DeploymentEnvironment existing)
    {
        (_client, _repository) = (client, repository);
        Name = existing.Name ?? "";
        Existing = existing;
        string uuid = Required.Uuid(existing.Uuid, $"environment '{existing.Name}'");
        Variables = new VariableStore(client, VariableScope.OfEnvironment(repository, uuid, existing.Name));
    }

    /// <summary>An environment that does not exist yet. It has no variables.</summary>
    public EnvironmentState(BitbucketClient client, RepositoryId repository, string name)
    {
        (_client, _repository) = (client, repository);
        Name = name;
        Variables = VariableStore.OfNew(client, VariableScope.OfEnvironment(repository, "", name));
    }

    public string Name { get; }

    /// <summary>The environment; null as long as it does not exist.</summary>
    public DeploymentEnvironment? Existing { get; private set; }

    /// <summary>The variables.</summary>
    public VariableStore Variables { get; private set; }

    /// <summary>What the environment has that the API cannot set, in words.</summary>
    public IReadOnlyList<string> NotSettable => Existing is null ? [] :
    [
        .. Is("environment_lock_enabled", JsonValueKind.False) ? ["several deployments at the same time"] : Array.Empty<string>(),
        .. Is("deployment_gate_enabled", JsonValueKind.True) ? ["a deployment gate"] : Array.Empty<string>(),
        .. HasChangeRequests ? ["change requests"] : Array.Empty<string>(),
        .. OtherRestrictions is { Length: > 0 } other ? [$"restrictions ({other})"] : Array.Empty<string>(),
    ];

    private bool HasChangeRequests => Existing!.AdditionalProperties?.TryGetValue("change_request_config", out JsonElement config) == true
        && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("configured", out JsonElement configured)
        && configured.ValueKind == JsonValueKind.True;

    /// <summary>
    /// The names of restrictions other than to administrators, such as to branches. As far as it is known, Bitbucket does not return them.
    /// </summary>
    private string OtherRestrictions => string.Join(", ", (Existing!.Restrictions?.AdditionalProperties?.Keys.AsEnumerable() ?? [])
        .Where(name => name != "type").OrderBy(name => name, StringComparer.Ordinal));

    /// <summary>Whether the environment has a name. The case does not matter.</summary>
    public bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    private bool Is(string property, JsonValueKind value) =>
        Existing!.AdditionalProperties?.TryGetValue(property, out JsonElement found) == true && found.ValueKind == value;

    /// <summary>Creates the environment.</summary>
    /// <exception cref="EnvironmentException">The environment was not created.</exception>
    public async Task CreateAsync(EnvironmentSettings wanted, CancellationToken cancellationToken)
    {
        var body = new EnvironmentBody { Name = wanted.Name, EnvironmentType = new EnvironmentKind { Name = wanted.Type } };
        (DeploymentEnvironment made, _) = await EnvironmentEditor.CreateAsync(_client, _repository, body, cancellationToken)
            .ConfigureAwait(false);
        Existing = made;
        string uuid = Required.Uuid(made.Uuid, $"environment '{made.Name}'");
        Variables = VariableStore.OfNew(_client, VariableScope.OfEnvironment(_repository, uuid, wanted.Name));
    }

    /// <summary>Sets who may deploy.</summary>
    /// <exception cref="EnvironmentException">The change failed.</exception>
    public Task SetAdminOnlyAsync(bool adminOnly, CancellationToken cancellationToken) => EnvironmentEditor.ApplyAsync(
        _client, _repository, Existing!, new EnvironmentEdit(null, adminOnly), cancellationToken);

    /// <summary>Removes the environment and its variables.</summary>
    public Task RemoveAsync(CancellationToken cancellationToken) =>
        EnvironmentEditor.RemoveAsync(_client, _repository, Required.Uuid(Existing!.Uuid, $"environment '{Name}'"), cancellationToken);
}
