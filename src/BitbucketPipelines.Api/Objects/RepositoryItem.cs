using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The base of objects that belong to a repository. They name it, so that they can be piped to other commands.</summary>
public abstract class RepositoryItem : BitbucketObject
{
    /// <summary>The workspace: its slug or its uuid in braces. Null for variables of a team or user.</summary>
    [JsonIgnore]
    public string? Workspace { get; set; }

    /// <summary>The repository: its slug or its uuid in braces. Null for what belongs to a workspace, a team or a user.</summary>
    [JsonIgnore]
    public string? Repository { get; set; }

    /// <summary>The address of the web page; null when there is none.</summary>
    [JsonIgnore]
    public string? Url { get; set; }

    /// <summary>The page of the repository settings that shows the object; null when there is none.</summary>
    private protected virtual string? SettingsPage => null;

    /// <summary>
    /// Sets the workspace and the repository that the object was read from, and other properties that the response does not contain.
    /// </summary>
    internal virtual void SetLocation(RepositoryId repository, Uri site)
    {
        Throw.IfNull(repository);
        Workspace = repository.Workspace;
        Repository = repository.Slug;
        Url = SettingsPage is { } page ? WebLinks.Settings(site, repository, page) : null;
    }
}
