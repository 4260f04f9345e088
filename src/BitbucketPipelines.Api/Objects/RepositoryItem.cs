using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The base of objects that belong to a repository. They name it, so that they can be piped to other commands.</summary>
public abstract class RepositoryItem : BitbucketObject
{
    private RepositoryItem? _asRead;
    private Uri? _site;

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

    /// <summary>Whether the object is changed or removed by its uuid, so that it must be known how it was read.</summary>
    private protected virtual bool IsChangedByUuid => false;

    /// <summary>
    /// Sets the workspace and the repository that the object was read from, and other properties that the response does not contain.
    /// </summary>
    internal virtual void SetLocation(RepositoryId repository, Uri site)
    {
        Throw.IfNull(repository);
        Workspace = repository.Workspace;
        Repository = repository.Slug;
        Url = SettingsPage is { } page ? WebLinks.Settings(site, repository, page) : null;
        KeepAsRead(site);
    }

    /// <summary>
    /// A copy of the object as it was read, whatever a script has done to it since. Null when it was not read, or from another place.
    /// </summary>
    /// <param name="site">The web site of the server that the object must have been read from.</param>
    /// <param name="workspace">The workspace that it must have been read from.</param>
    /// <param name="repository">The repository that it must have been read from; null for the workspace itself.</param>
    internal RepositoryItem? AsReadFrom(Uri site, string? workspace, string? repository) =>
        _asRead is { } read && _site == site
        && string.Equals(read.Workspace, workspace, StringComparison.OrdinalIgnoreCase)
        && string.Equals(read.Repository, repository, StringComparison.OrdinalIgnoreCase)
            ? (RepositoryItem)read.MemberwiseClone() : null;

    /// <summary>
    /// Notes what this session made of the object, so that the same change is not made again with the same object.
    /// </summary>
    /// <param name="now">The object as it is now; null when it was removed or is not known.</param>
    internal void KnowAs(RepositoryItem? now)
    {
        var known = (RepositoryItem?)now?.MemberwiseClone();
        if (known is not null)
        {
            known._asRead = null;
        }

        _asRead = known;
    }

    /// <summary>Keeps a copy of the object as it is now, for <see cref="AsReadFrom"/>.</summary>
    private protected void KeepAsRead(Uri site)
    {
        if (IsChangedByUuid)
        {
            (_site, _asRead) = (site, null);
            _asRead = (RepositoryItem)MemberwiseClone();
        }
    }
}
