using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>
/// Which deployments are returned. Bitbucket filters deployments by run only, and a server without this filter returns all of them.
/// </summary>
internal sealed record DeploymentFilter
{
    /// <summary>A test on the name of the environment; null to compare <see cref="EnvironmentUuid"/> only.</summary>
    public Func<string, bool>? EnvironmentName { get; init; }

    /// <summary>The uuid of the environment; null for all environments.</summary>
    public string? EnvironmentUuid { get; init; }

    /// <summary>Conditions of which one must be met; empty for none.</summary>
    public IReadOnlyCollection<DeploymentFilter> AnyOf { get; init; } = [];

    /// <summary>The states; empty for all states.</summary>
    public IReadOnlyCollection<string> States { get; init; } = [];

    /// <summary>The results of completed deployments; empty for all results.</summary>
    public IReadOnlyCollection<string> Statuses { get; init; } = [];

    /// <summary>The uuid of the run; null for all runs.</summary>
    public string? Run { get; init; }

    /// <summary>Whether the filter matches all deployments.</summary>
    public bool IsEmpty =>
        EnvironmentName is null && EnvironmentUuid is null && AnyOf.Count == 0 && States.Count == 0 && Statuses.Count == 0
        && Run is null;

    /// <summary>Whether a deployment matches. The name of its environment is compared only if its uuid is unknown.</summary>
    public bool Matches(Deployment deployment) =>
        (Run is null || IsSame(deployment.Pipeline, Run))
        && (EnvironmentUuid is not null && deployment.EnvironmentUuid is { } uuid
            ? IsSame(uuid, EnvironmentUuid)
            : EnvironmentName?.Invoke(deployment.Environment ?? "") != false)
        && (AnyOf.Count == 0 || AnyOf.Any(filter => filter.Matches(deployment)))
        && Contains(States, deployment.State) && Contains(Statuses, deployment.Status);

    private static bool Contains(IReadOnlyCollection<string> values, string? value) =>
        values.Count == 0 || values.Contains(value ?? "", StringComparer.OrdinalIgnoreCase);

    private static bool IsSame(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
