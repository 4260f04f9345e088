using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Which deployments are meant. Bitbucket filters them by run only, and a server that cannot do that sends all.</summary>
internal sealed record DeploymentFilter
{
    /// <summary>Which names of environments are meant; null for those of <see cref="EnvironmentUuid"/>, or all.</summary>
    public Func<string, bool>? EnvironmentName { get; init; }

    /// <summary>The uuid of the environment; null for any.</summary>
    public string? EnvironmentUuid { get; init; }

    /// <summary>The states; none for any.</summary>
    public IReadOnlyCollection<string> States { get; init; } = [];

    /// <summary>How completed deployments ended; none for any.</summary>
    public IReadOnlyCollection<string> Statuses { get; init; } = [];

    /// <summary>The uuid of the run; null for any.</summary>
    public string? Run { get; init; }

    /// <summary>Whether all deployments are meant.</summary>
    public bool IsEmpty =>
        EnvironmentName is null && EnvironmentUuid is null && States.Count == 0 && Statuses.Count == 0 && Run is null;

    /// <summary>Whether a deployment is meant. The name of its environment counts only where its uuid is not told.</summary>
    public bool Matches(Deployment deployment) =>
        (Run is null || IsSame(deployment.Pipeline, Run))
        && (EnvironmentUuid is not null && deployment.EnvironmentUuid is { } uuid
            ? IsSame(uuid, EnvironmentUuid)
            : EnvironmentName?.Invoke(deployment.Environment ?? "") != false)
        && IsOne(States, deployment.State) && IsOne(Statuses, deployment.Status);

    private static bool IsOne(IReadOnlyCollection<string> wanted, string? word) =>
        wanted.Count == 0 || wanted.Contains(word ?? "", StringComparer.OrdinalIgnoreCase);

    private static bool IsSame(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
