using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>An object that belongs to a repository, and says which, so that it can be piped on.</summary>
public abstract class RepositoryItem : BitbucketObject
{
    /// <summary>The workspace: its slug, or its uuid in braces.</summary>
    [JsonIgnore]
    public string Workspace { get; set; } = "";

    /// <summary>The repository: its slug, or its uuid in braces.</summary>
    [JsonIgnore]
    public string Repository { get; set; } = "";

    /// <summary>The address of the web page.</summary>
    [JsonIgnore]
    public string? Url { get; set; }

    /// <summary>Where the object was read from; fills what the answer itself does not tell.</summary>
    internal virtual void Locate(RepositoryId repository, Uri site)
    {
        Throw.IfNull(repository);
        Workspace = repository.Workspace;
        Repository = repository.Slug;
    }
}
