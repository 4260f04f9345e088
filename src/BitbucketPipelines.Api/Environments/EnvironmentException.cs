using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Settings;

/// <summary>An environment was not created, or not all changes were made.</summary>
internal sealed class EnvironmentException(BitbucketApiException cause) : Exception(cause.Message, cause)
{
    public BitbucketApiException Cause { get; } = cause;

    /// <summary>The environment that has the name already, if the list shows it.</summary>
    public DeploymentEnvironment? Existing { get; init; }

    /// <summary>Whether the deployment restriction was changed before the failure.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Whether the rename failed.</summary>
    public bool IsRename { get; init; }
}
