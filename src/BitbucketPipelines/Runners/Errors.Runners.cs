using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <content>Errors about self-hosted runners.</content>
internal static partial class Errors
{
    public static ErrorDescription RunnerNotFound(string wanted, RunnerScope scope, IReadOnlyList<Runner> all) => new(
        ErrorId.RunnerNotFound, wanted, $"{Capital(scope)} has no runner '{wanted}'.",
        $"{(all.Count == 0 ? "It has none." : Suggestion.Text(wanted, all.Select(r => r.Name), "It has"))}"
        + (scope.Repository is null ? "" : " For runners of the workspace, specify -WorkspaceScope."));

    public static ErrorDescription AmbiguousRunner(string wanted, RunnerScope scope, IReadOnlyList<Runner> same) => new(
        ErrorId.AmbiguousRunner, wanted,
        $"{Capital(scope)} has {Counted.Of(same.Count, "runner")} named '{wanted}'. None was changed.",
        $"Specify -Uuid: {string.Join(", ", same.Select(r => $"{r.Uuid} ({r.Status})"))}.");

    public static ErrorDescription? RunnerNotCreated(Exception e, BitbucketSession session, RunnerScope scope, string name) => e switch
    {
        RunnerLostException lost => RunnerAnswerLost(lost.Cause, scope, name, lost.Candidates),
        BitbucketApiException failure => RunnerRefused(failure, session, scope, name, "created"),
        _ => null,
    };

    /// <summary>The runner may have been created, but its secret is lost.</summary>
    private static ErrorDescription RunnerAnswerLost(BitbucketApiException e, RunnerScope scope, string name, IReadOnlyList<Runner> same)
    {
        string where = scope.Repository is null ? $"-WorkspaceScope -Workspace {scope.Workspace}" : $"-Repository {scope.Repository}";
        return new(
            e, ErrorId.AnswerLost, name,
            $"Runner '{name}' of {scope} may have been created, but its secret, which Bitbucket returns only once, is lost. {e.Message}",
            same.Count == 0
                ? $"Check whether it exists: Get-BbRunner {Literal(name)} {where}. If it does, remove it, because it cannot be started. "
                    + "Then "
                    + "create another."
                : $"A runner '{name}' that has never connected exists. If it is this one, remove it and create another: "
                    + string.Join("; ", same.Select(r => $"Remove-BbRunner -Uuid {Literal(r.Uuid)} {where}")));
    }

    /// <summary>A runner that Bitbucket did not create or change.</summary>
    public static ErrorDescription RunnerRefused(
        BitbucketApiException e, BitbucketSession session, RunnerScope scope, string name, string what)
    {
        string message = $"Runner '{name}' of {scope} was not {what}.";
        if (e.StatusCode == 400 && Has($"{e.ServerMessage} {e.Detail}", "limit"))
        {
            return new(
                e, ErrorId.RunnerLimit, name, $"{message} {e.Message}",
                "A repository and a workspace may have 100 runners each. Remove those that are not used: Get-BbRunner | Where-Object "
                    + "Status -ne ONLINE");
        }

        return e.StatusCode == 400
            ? new(
                e, ErrorId.BadRequest, name, $"{message} {e.Message}",
                "Labels consist of lower case letters, digits and dots, and a runner has at most ten labels of its own.")
            : Refused(e, session, message, name);
    }

    private static string Capital(RunnerScope scope) => scope.Repository is null ? $"Workspace {scope.Workspace}" : scope.ToString();
}
