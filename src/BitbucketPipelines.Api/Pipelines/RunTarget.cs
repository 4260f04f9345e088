using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// The requested target of a run. What is not specified (main branch, full hash, branches of a pull request) is read from the server.
/// </summary>
internal sealed record RunTarget
{
    /// <summary>The branch. Without a branch, tag, commit or pull request, the main branch of the repository is used.</summary>
    public string? Branch { get; init; }

    /// <summary>The main branch of the repository, if it is known; it is read otherwise.</summary>
    public string? MainBranch { get; init; }

    /// <summary>The tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The full or short hash of the commit, alone or on a branch or tag.</summary>
    public string? Commit { get; init; }

    /// <summary>The name of the custom pipeline; null for the pipeline that is defined for the target.</summary>
    public string? Custom { get; init; }

    /// <summary>The number of the pull request.</summary>
    public int? PullRequest { get; init; }

    /// <summary>Creates the target for the request body. Reads from the server what is not specified.</summary>
    /// <exception cref="BitbucketApiException">A commit, a pull request or the repository could not be read.</exception>
    /// <exception cref="RunTargetException">The repository has no main branch, or the pull request has no commits.</exception>
    public async Task<PipelineTarget> ResolveAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        PipelineSelector? selector = Custom is null ? null : PipelineSelector.Custom(Custom);
        if (PullRequest is { } id)
        {
            PullRequest request = await client.SendAsync(Repositories.PullRequest(repository, id), cancellationToken).ConfigureAwait(false);
            return FromPullRequest(request, selector);
        }

        Commit? commit = Commit is null
            ? null
            : Reference(await FullHashAsync(client, repository, Commit, cancellationToken).ConfigureAwait(false));
        if (commit is not null && Branch is null && Tag is null)
        {
            // Without a selector, the server refuses this target: "The request body contains invalid properties".
            return new PipelineTarget { Type = PipelineTarget.CommitType, Commit = commit,
                Selector = selector ?? PipelineSelector.Default() };
        }

        return new PipelineTarget
        {
            Type = PipelineTarget.RefType,
            RefKind = Tag is null ? "branch" : "tag",
            RefName = Tag ?? Branch ?? MainBranch ?? await MainBranchAsync(client, repository, cancellationToken).ConfigureAwait(false),
            Commit = commit,
            Selector = selector,
        };
    }

    /// <summary>Reads the full hash of a commit, because filters and targets do not accept a short hash.</summary>
    /// <exception cref="BitbucketApiException">The commit could not be read.</exception>
    public static async Task<string> FullHashAsync(
        BitbucketClient client, RepositoryId repository, string commit, CancellationToken cancellationToken)
    {
        Commit found = await client.SendAsync(Repositories.Commit(repository, commit), cancellationToken).ConfigureAwait(false);
        return found.Hash ?? commit;
    }

    /// <summary>Creates the target for running again on the target of a run; null for a type of target that cannot be run again.</summary>
    /// <param name="target">The target of the run.</param>
    /// <param name="requested">The selector that the run was started with, in case the server does not state it yet.</param>
    public static PipelineTarget? ForRerun(PipelineTarget? target, PipelineSelector? requested = null)
    {
        PipelineSelector? selector = (target?.Selector ?? requested) is { Type: not null } s
            ? new PipelineSelector { Type = s.Type, Pattern = s.Pattern }
            : null;
        return target?.Type switch
        {
            PipelineTarget.RefType when target.RefName is not null => new PipelineTarget
            {
                Type = PipelineTarget.RefType,
                RefKind = target.IsTag ? "tag" : target.RefKind ?? "branch",
                RefName = target.RefName,
                Commit = Reference(target.Commit?.Hash),
                // The server determines other selectors from the branch or tag.
                Selector = selector is { Type: PipelineSelector.CustomType } ? selector : null,
            },
            PipelineTarget.CommitType when target.Commit?.Hash is not null => new PipelineTarget
            {
                Type = PipelineTarget.CommitType,
                Commit = Reference(target.Commit.Hash),
                Selector = selector ?? PipelineSelector.Default(),
            },
            PipelineTarget.PullRequestType when target.PullRequest is not null => new PipelineTarget
            {
                Type = PipelineTarget.PullRequestType,
                Source = target.Source,
                Destination = target.Destination,
                Commit = Reference(target.Commit?.Hash),
                DestinationCommit = Reference(target.DestinationCommit?.Hash),
                PullRequest = new PullRequest { Id = target.PullRequest.Id },
                Selector = selector,
            },
            _ => null,
        };
    }

    private static PipelineTarget FromPullRequest(PullRequest request, PipelineSelector? selector)
    {
        if (request.Source?.Branch?.Name is null || request.Source.Commit?.Hash is null || request.Destination?.Branch?.Name is null)
        {
            throw new RunTargetException(
                $"Pull request #{request.Id} has no source branch or commit any more, so no run can be started for it.");
        }

        return new PipelineTarget
        {
            Type = PipelineTarget.PullRequestType,
            Source = request.Source.Branch.Name,
            Destination = request.Destination.Branch.Name,
            Commit = Reference(request.Source.Commit.Hash),
            DestinationCommit = Reference(request.Destination.Commit?.Hash),
            PullRequest = new PullRequest { Id = request.Id },
            Selector = selector ?? new PipelineSelector { Type = PipelineSelector.PullRequestType, Pattern = "**" },
        };
    }

    private static async Task<string> MainBranchAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        Repository found = await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false);
        return found.MainBranch ?? throw new RunTargetException(
            $"The repository {repository} has no main branch: it is empty. Push a commit, or specify a branch, tag or commit.");
    }

    private static Commit? Reference(string? hash) => hash is null ? null : new Commit { Type = "commit", Hash = hash };
}
