using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <content>Errors about commits and the statuses of their builds.</content>
internal static partial class Errors
{
    /// <param name="repository">The repository.</param>
    /// <param name="branch">The branch or tag of the piped object, which may have moved on since; null if it has none.</param>
    public static ErrorDescription CommitRequired(RepositoryId repository, string? branch) => new(
        ErrorId.CommitRequired, repository.ToString(),
        $"No commit was specified, and the current folder is not a clone of {repository} with a commit.",
        branch is null
            ? "Specify -Commit: a hash, a branch or a tag, such as the branch whose file was checked. Or pipe in a run: "
                + "Get-BbPipeline latest"
            : $"What was piped in is about '{branch}'. Specify its newest commit: -Commit {Argument(branch)}");

    public static ErrorDescription CommitStatusNotFound(
        string wanted, RepositoryId repository, string commit, IReadOnlyList<CommitStatus> all) => new(
        ErrorId.CommitStatusNotFound, wanted, $"Commit {commit} of {repository} has no status with the key '{wanted}'.",
        all.Count == 0 ? "It has none." : Suggestion.Text(wanted, all.Select(s => s.Key), "It has"));

    /// <summary>What a status needs is missing outside of a build system whose variables say it.</summary>
    public static ErrorDescription BuildRequired(IReadOnlyList<string> names) => new(
        ErrorId.BuildRequired, null,
        $"{string.Join(" and ", names)} {(names.Count == 1 ? "is" : "are")} missing.",
        $"Specify {(names.Count == 1 ? "it" : "them")}. Only in Azure DevOps, GitHub Actions and Jenkins the default is known.");

    public static ErrorDescription KeyTooLong(string key) => new(
        ErrorId.InvalidArgument, key,
        $"The key has {Counted.Of(key.Length, "character")}. Bitbucket accepts at most {CommitStatuses.LongestKey}.",
        "Specify a shorter -Key.");

    public static ErrorDescription NoWebPage(string parameter, string address) => new(
        ErrorId.InvalidArgument, address, $"The value of -{parameter} is not the address of a web page.",
        "Specify the page of the build, such as https://ci.example.com/builds/42.");
}
