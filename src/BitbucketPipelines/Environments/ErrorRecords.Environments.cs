using System.Management.Automation;
using System.Management.Automation.Language;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <content>Of environments, deployments and the OpenID documents.</content>
internal static partial class ErrorRecords
{
    public static ErrorRecord AmbiguousEnvironment(string wanted, RepositoryId repository, IReadOnlyList<DeploymentEnvironment> same) =>
        Make(
        "AmbiguousEnvironment", ErrorCategory.InvalidArgument, wanted,
        $"{repository} has {same.Count} environments '{wanted}'. None was changed.",
        $"Give -Uuid: {string.Join(", ", same.Select(e => $"{e.Uuid} ({e.EnvironmentType})"))}.");

    public static ErrorRecord OneNewName(string kind, IReadOnlyCollection<string?> names) => Make(
        "OneNewName", ErrorCategory.InvalidArgument, null,
        $"-NewName is for one {kind}, and {names.Count} are meant: {string.Join(", ", names)}. None was changed.",
        "Rename one at a time.");

    public static ErrorRecord NothingToChange(string parameters) => Make(
        "NothingToChange", ErrorCategory.InvalidArgument, null, "Nothing is to be changed.", $"Give {parameters}.");

    public static ErrorRecord EnvironmentNotCreated(
        BitbucketApiException e, BitbucketSession session, RepositoryId repository, string name, DeploymentEnvironment? there)
    {
        if (e.Kind == ApiErrorKind.AnswerLost)
        {
            return Make(
                e, "AnswerLost", ErrorCategory.ConnectionError, name,
                $"Environment '{name}' of {repository} may not have been created. {e.Message}",
                $"Look before you repeat it: Get-BbEnvironment {Literal(name)} -Repository {repository}");
        }

        if (e.StatusCode == 409)
        {
            return Make(
                e, "AlreadyExists", ErrorCategory.ResourceExists, name,
                there is null ? $"{repository} has an environment '{name}' already, though the list does not show it. {e.Message}"
                    : $"{repository} has an environment '{there.Name}' already, of the type {there.EnvironmentType}. {e.Message}",
                there is null ? $"Look again in a while: Get-BbEnvironment {Literal(name)} -Repository {repository}"
                    : "Take another name, or give the type of the one that is there: a type cannot be changed.");
        }

        return Refused(e, session, $"Environment '{name}' of {repository} was not created.", name);
    }

    /// <summary>A change that failed: of the name, when there is a new one, else of who may deploy.</summary>
    public static ErrorRecord EnvironmentNotChanged(
        BitbucketApiException e, BitbucketSession session, RepositoryId repository, DeploymentEnvironment environment, string? newName,
        bool restricted)
    {
        string message = newName is null
            ? $"Who may deploy to environment '{environment.Name}' of {repository} was not changed."
            : $"Environment '{environment.Name}' of {repository} was not renamed to "
                + $"'{newName}'{(restricted ? "; who may deploy to it was changed" : "")}.";
        if (e.StatusCode == 409)
        {
            return Make(
                e, "AlreadyExists", ErrorCategory.ResourceExists, environment, $"{message} {e.Message}",
                $"{repository} has an environment '{newName}' already; take another name.");
        }

        return e.DataKey == "deploy-service.environment.change-not-supported"
            ? Make(
                e, "ChangeNotSupported", ErrorCategory.NotImplemented, environment, $"{message} {e.Message}",
                "Bitbucket lets the API change the name and who may deploy, and nothing else; the latter may not be part of the plan of "
                    + "the workspace.")
            : Refused(e, session, message, environment);
    }

    public static ErrorRecord DeploymentNotFound(BitbucketApiException? e, string wanted, RepositoryId repository) => Make(
        e ?? (Exception)new BitbucketPipelineException($"'{wanted}' is no uuid."), "DeploymentNotFound", ErrorCategory.ObjectNotFound,
        wanted,
        $"{repository} has no deployment '{wanted}'. {(e is null ? "That is no uuid." : $"{e.Message} [{e.Request}]")}",
        "Get-BbDeployment lists them; Bitbucket also says this of repositories that the credentials may not see.");

    public static ErrorRecord AnonymousRefused(BitbucketApiException e, string workspace) => Make(
        e, "AnonymousRefused", ErrorCategory.PermissionDenied, workspace,
        $"The OpenID document of workspace '{workspace}' was refused. {e.Message} [{e.Request}]",
        "It is public, and is asked for without credentials. Look whether something between here and Bitbucket asks for some: a proxy, or "
            + "another -ApiUri.");

    public static ErrorRecord WorkspaceNotFound(BitbucketApiException e, string workspace) => Make(
        e, "WorkspaceNotFound", ErrorCategory.ObjectNotFound, workspace, $"There is no workspace '{workspace}'. {e.Message} [{e.Request}]",
        "Check the spelling: it is the first part of the address of a repository.");

    public static ErrorRecord OidcKeyNotFound(string wanted, string workspace, IReadOnlyList<OidcKey> all) => Make(
        "OidcKeyNotFound", ErrorCategory.ObjectNotFound, wanted, $"Workspace {workspace} has no key '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {string.Join(", ", all.Select(k => k.KeyId))}. Keys are replaced from time to time.");

    /// <summary>
    /// A name or uuid as it has to be typed: in a command that is recommended it may hold braces and blanks, and quotes that would end it
    /// and have the rest of it run.
    /// </summary>
    public static string Literal(string? name) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(name ?? "")}'";

    /// <summary>A request that failed, and what it was for.</summary>
    private static ErrorRecord Refused(BitbucketApiException e, BitbucketSession session, string message, object target)
    {
        ErrorRecord record = From(e, session, target);
        return Make(
            e, record.FullyQualifiedErrorId, record.CategoryInfo.Category, target, $"{message} {e.Message}", Advice.For(e, session));
    }
}
