using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>A place whose variables are searched: the workspace, or a repository with its environments.</summary>
/// <param name="name">The place in words.</param>
internal sealed class SearchedPlace(string name)
{
    /// <summary>A repository.</summary>
    public SearchedPlace(RepositoryId repository)
        : this(repository.ToString()) => Repository = repository;

    /// <summary>The place in words.</summary>
    public string Name { get; } = name;

    /// <summary>The repository; null for the workspace.</summary>
    public RepositoryId? Repository { get; }

    /// <summary>All variables of the place, after it was read.</summary>
    public List<Variable> Variables { get; set; } = [];
}
