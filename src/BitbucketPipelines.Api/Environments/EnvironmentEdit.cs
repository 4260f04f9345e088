using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Settings;

/// <summary>The requested change of an environment. A property that is null leaves the value as it is.</summary>
/// <param name="NewName">The new name.</param>
/// <param name="AdminOnly">Whether only administrators may deploy.</param>
internal sealed record EnvironmentEdit(string? NewName, bool? AdminOnly)
{
    /// <summary>Whether an environment has none of the requested values, so that each of them is sent.</summary>
    public bool ChangesAll(DeploymentEnvironment environment) =>
        (NewName is null || environment.Name != NewName) && (AdminOnly is null || environment.AdminOnly != AdminOnly);

    /// <summary>How many of the requested values an environment does not have. Each is a request.</summary>
    public int CountChanges(DeploymentEnvironment environment) =>
        (NewName is null || environment.Name == NewName ? 0 : 1) + (AdminOnly is null || environment.AdminOnly == AdminOnly ? 0 : 1);

    /// <summary>Describes the change, for messages: <c>Rename environment to Production</c>.</summary>
    public string Describe() => string.Join(", ", new[]
    {
        NewName is null ? null : $"Rename environment to {NewName}",
        AdminOnly switch { true => "Let administrators only deploy", false => "Let everybody deploy who may write", null => null },
    }.Where(text => text is not null));
}
