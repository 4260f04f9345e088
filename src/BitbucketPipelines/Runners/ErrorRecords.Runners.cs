using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <content>Of self-hosted runners.</content>
internal static partial class ErrorRecords
{
    public static ErrorDescription RunnerNotFound(string wanted, RunnerScope scope, IReadOnlyList<Runner> all) => new(
        ErrorId.RunnerNotFound, wanted, $"{Capital(scope)} has no runner '{wanted}'.",
        $"{(all.Count == 0 ? "It has none." : $"It has: {string.Join(", ", all.Select(r => r.Name))}.")}"
        + (scope.Repository is null ? "" : " Runners of the workspace are found with -WorkspaceScope."));

    public static ErrorDescription AmbiguousRunner(string wanted, RunnerScope scope, IReadOnlyList<Runner> same) => new(
        ErrorId.AmbiguousRunner, wanted,
        $"{Capital(scope)} has {same.Count} runners '{wanted}'. None was changed.",
        $"Give -Uuid: {string.Join(", ", same.Select(r => $"{r.Uuid} ({r.Status})"))}.");

    public static ErrorDescription? RunnerNotCreated(Exception e, BitbucketSession session, RunnerScope scope, string name) => e switch
    {
        RunnerLostException lost => RunnerAnswerLost(lost.Cause, scope, name, lost.Candidates),
        BitbucketApiException failure => RunnerRefused(failure, session, scope, name, "created"),
        _ => null,
    };

    /// <summary>The runner may be there, but nobody will ever know its secret.</summary>
    private static ErrorDescription RunnerAnswerLost(BitbucketApiException e, RunnerScope scope, string name, IReadOnlyList<Runner> same)
    {
        string where = scope.Repository is null ? $"-WorkspaceScope -Workspace {scope.Workspace}" : $"-Repository {scope.Repository}";
        return new(
            e, ErrorId.AnswerLost, name,
            $"Runner '{name}' of {scope} may have been created, but its secret, which is given once only, is lost. {e.Message}",
            same.Count == 0
                ? $"Look whether it is there: Get-BbRunner {Literal(name)} {where}. If it is, it is of no use: remove it. Then make "
                    + "another."
                : $"A runner '{name}' that has never called is there: if it is this one, remove it, and make another: "
                    + string.Join("; ", same.Select(r => $"Remove-BbRunner -Uuid {Literal(r.Uuid)} {where}")));
    }

    /// <summary>A runner that was not created or changed.</summary>
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
                "Labels have lower case letters, digits and dots, and a runner has ten of its own at most.")
            : Refused(e, session, message, name);
    }

    private static string Capital(RunnerScope scope) => scope.Repository is null ? $"Workspace {scope.Workspace}" : scope.ToString();
}
