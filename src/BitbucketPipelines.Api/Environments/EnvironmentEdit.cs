namespace BitbucketPipelines.Api.Settings;

/// <summary>The requested change of an environment. A property that is null leaves the value as it is.</summary>
/// <param name="NewName">The new name.</param>
/// <param name="AdminOnly">Whether only administrators may deploy.</param>
internal sealed record EnvironmentEdit(string? NewName, bool? AdminOnly)
{
    /// <summary>Describes the change, for messages: <c>Rename environment to Production</c>.</summary>
    public string Describe() => string.Join(", ", new[]
    {
        NewName is null ? null : $"Rename environment to {NewName}",
        AdminOnly switch { true => "Let administrators only deploy", false => "Let everybody deploy who may write", null => null },
    }.Where(text => text is not null));
}
