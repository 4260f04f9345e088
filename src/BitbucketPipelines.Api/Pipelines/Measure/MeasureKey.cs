using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The group of a run. A part that runs are not grouped by is null.</summary>
internal sealed record MeasureKey(string Workspace, string? Repository, string? Branch, string? Section, string? Month)
{
    /// <summary>The group of a run of a repository.</summary>
    public static MeasureKey Of(RepositoryId repository, Pipeline run, MeasureGrouping grouping) => new(
        repository.Workspace,
        grouping.ByRepository ? repository.Slug : null,
        grouping.ByBranch ? run.Branch : null,
        grouping.ByPipeline ? run.Section : null,
        grouping.ByMonth ? run.CreatedOn?.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture) : null);
}
