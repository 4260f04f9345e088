using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The base of objects that belong to a repository. They name it, so that they can be piped to other commands.</summary>
public abstract class RepositoryItem : BitbucketObject
{
    /// <summary>The workspace: its slug or its uuid in braces.</summary>
    [JsonIgnore]
    public string Workspace { get; set; } = "";

    /// <summary>The repository: its slug or its uuid in braces.</summary>
    [JsonIgnore]
    public string Repository { get; set; } = "";

    /// <summary>The address of the web page.</summary>
    [JsonIgnore]
    public string? Url { get; set; }

    /// <summary>
    /// Sets the workspace and the repository that the object was read from, and other properties that the response does not contain.
    /// </summary>
    internal virtual void SetLocation(RepositoryId repository, Uri site)
    {
        Throw.IfNull(repository);
        Workspace = repository.Workspace;
        Repository = repository.Slug;
    }
}
