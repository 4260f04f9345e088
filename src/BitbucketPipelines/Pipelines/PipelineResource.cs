using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Describes runs for the list cmdlets.</summary>
internal static class PipelineResource
{
    /// <summary>The runs of a repository that match a filter, newest first.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="filter">The filter for the server. The caller applies what the server cannot filter; see <see cref="Query"/>.</param>
    /// <param name="site">The base URL of the website.</param>
    public static Resource<Pipeline> Of(RepositoryId repository, PipelineFilter filter, Uri site) => new(
        "run", repository.ToString(), repository.Workspace, repository.Slug, filter.Apply(Api.Endpoints.Pipelines.List(repository)),
        _ => null, p => p.Uuid)
    {
        SetLocation = run => run.SetLocation(repository, site),
    };

    /// <summary>The query that applies the part of a filter that the server cannot apply.</summary>
    public static ListQuery<Pipeline> Query(PipelineFilter filter) => new()
    {
        Filter = filter.IsServerSide ? null : filter.Matches,
        EndsAt = filter.Since is null ? null : filter.EndsAt,
        EstimateLength = filter.Since is null ? null : filter.EstimateLength,
        IsBefore = filter.Until is null ? null : filter.IsTooNew,
    };

    /// <summary>Refuses a filter for a branch and a tag, because no run has both.</summary>
    public static void CheckFilter(string[]? branch, string? tag)
    {
        if (branch is not null && tag is not null)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousFilter, "-Branch and -Tag cannot be used together.", "Specify only one of them."), terminating: true);
        }
    }

    /// <summary>Adds a branch, or several branches and patterns with wildcards, which the server cannot filter.</summary>
    public static PipelineFilter WithBranch(this PipelineFilter filter, string[]? branches)
    {
        if (branches is null)
        {
            return filter;
        }

        Wildcard.Check(branches);
        return branches.Length == 1 && !WildcardPattern.ContainsWildcardCharacters(branches[0]) ? filter with { Branch = branches[0] }
            : filter with { BranchMatch = name => NameFilter.Any(branches, name) };
    }

    /// <summary>Adds the name of a custom pipeline, or a pattern with wildcards, which the server cannot filter.</summary>
    public static PipelineFilter WithCustom(this PipelineFilter filter, string? custom) =>
        custom is not null && WildcardPattern.ContainsWildcardCharacters(custom)
            ? filter with { CustomMatch = Wildcard.Parse(custom).IsMatch }
            : filter with { Custom = custom };

    /// <summary>
    /// Adds the creators: a uuid for the server, or account ids, nicknames and display names, which the server cannot filter.
    /// </summary>
    public static PipelineFilter WithCreator(this PipelineFilter filter, CreatorFilter? creator) => creator switch
    {
        null => filter,
        { Uuid: { } uuid } => filter with { CreatorUuid = uuid },
        _ => filter with { CreatorMatch = creator.IsMatch },
    };
}
