using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Settings;

/// <summary>An environment was not made, or not changed as a whole.</summary>
internal sealed class EnvironmentException(BitbucketApiException cause) : Exception(cause.Message, cause)
{
    public BitbucketApiException Cause { get; } = cause;

    /// <summary>The environment that has the name already, if the list shows it.</summary>
    public DeploymentEnvironment? Existing { get; init; }

    /// <summary>Whether who may deploy was changed before.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Whether it was the new name that failed.</summary>
    public bool IsRename { get; init; }
}
