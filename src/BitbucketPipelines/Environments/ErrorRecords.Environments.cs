using System.Management.Automation.Language;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines;

/// <content>Of environments, deployments and the OpenID documents.</content>
internal static partial class ErrorRecords
{
    public static ErrorDescription AmbiguousEnvironment(
        string wanted, RepositoryId repository, IReadOnlyList<DeploymentEnvironment> same) =>
        new(
        ErrorId.AmbiguousEnvironment, wanted,
        $"{repository} has {same.Count} environments '{wanted}'. None was changed.",
        $"Give -Uuid: {string.Join(", ", same.Select(e => $"{e.Uuid} ({e.EnvironmentType})"))}.");

    public static ErrorDescription OneNewName(string kind, IReadOnlyCollection<string?> names) => new(
        ErrorId.OneNewName, null,
        $"-NewName is for one {kind}, and {names.Count} are meant: {string.Join(", ", names)}. None was changed.",
        "Rename one at a time.");

    public static ErrorDescription NothingToChange(string parameters) => new(
        ErrorId.NothingToChange, null, "Nothing to change was specified.", $"Give {parameters}.");

    public static ErrorDescription? EnvironmentNotCreated(
        Exception thrown, BitbucketSession session, RepositoryId repository, string name)
    {
        if (thrown is not EnvironmentException { Cause: var e, Existing: var there })
        {
            return null;
        }

        if (e.Kind == ApiErrorKind.AnswerLost)
        {
            return new(
                e, ErrorId.AnswerLost, name,
                $"Environment '{name}' of {repository} may not have been created. {e.Message}",
                $"Look before you repeat it: Get-BbEnvironment {Literal(name)} -Repository {repository}");
        }

        if (e.StatusCode == 409)
        {
            return new(
                e, ErrorId.AlreadyExists, name,
                there is null ? $"{repository} has an environment '{name}' already, though the list does not show it. {e.Message}"
                    : $"{repository} has an environment '{there.Name}' already, of the type {there.EnvironmentType}. {e.Message}",
                there is null ? $"Look again in a while: Get-BbEnvironment {Literal(name)} -Repository {repository}"
                    : "Take another name, or give the type of the one that is there: a type cannot be changed.");
        }

        return Refused(e, session, $"Environment '{name}' of {repository} was not created.", name);
    }

    /// <summary>A change that failed: of the name, when there is a new one, else of who may deploy.</summary>
    public static ErrorDescription? EnvironmentNotChanged(
        Exception thrown, BitbucketSession session, RepositoryId repository, DeploymentEnvironment environment, string? newName)
    {
        if (thrown is not EnvironmentException { Cause: var e, IsRename: var isRename, IsRestricted: var restricted })
        {
            return null;
        }

        string message = !isRename
            ? $"Who may deploy to environment '{environment.Name}' of {repository} was not changed."
            : $"Environment '{environment.Name}' of {repository} was not renamed to "
                + $"'{newName}'{(restricted ? "; who may deploy to it was changed" : "")}.";
        if (e.StatusCode == 409)
        {
            return new(
                e, ErrorId.AlreadyExists, environment, $"{message} {e.Message}",
                $"{repository} has an environment '{newName}' already; take another name.");
        }

        return e.DataKey == "deploy-service.environment.change-not-supported"
            ? new(
                e, ErrorId.ChangeNotSupported, environment, $"{message} {e.Message}",
                "Bitbucket lets the API change the name and who may deploy, and nothing else; the latter may not be part of the plan of "
                    + "the workspace.")
            : Refused(e, session, message, environment);
    }

    public static ErrorDescription? DeploymentNotFound(Exception e, string wanted, RepositoryId repository) =>
        e is BitbucketApiException { StatusCode: 404 } failure
            ? DeploymentNotFound(e, $"{e.Message} [{failure.Request}]", wanted, repository) : null;

    public static ErrorDescription DeploymentNotFound(string wanted, RepositoryId repository) => DeploymentNotFound(
        new BitbucketPipelineException($"'{wanted}' is not a valid uuid."), "That is not a valid uuid.", wanted, repository);

    public static ErrorDescription? DocumentNotRead(Exception thrown, string workspace) => thrown switch
    {
        BitbucketApiException { StatusCode: 401 or 403 } e => AnonymousRefused(e, workspace),
        BitbucketApiException { StatusCode: 404 } e => WorkspaceNotFound(e, workspace),
        _ => null,
    };

    private static ErrorDescription AnonymousRefused(BitbucketApiException e, string workspace) => new(
        e, ErrorId.AnonymousRefused, workspace,
        $"The OpenID document of workspace '{workspace}' was refused. {e.Message} [{e.Request}]",
        "It is public, and is asked for without credentials. Look whether something between here and Bitbucket asks for some: a proxy, or "
            + "another -ApiUri.");

    private static ErrorDescription WorkspaceNotFound(BitbucketApiException e, string workspace) => new(
        e, ErrorId.WorkspaceNotFound, workspace, $"There is no workspace '{workspace}'. {e.Message} [{e.Request}]",
        "Check the spelling: it is the first part of the address of a repository.");

    public static ErrorDescription OidcKeyNotFound(string wanted, string workspace, IReadOnlyList<OidcKey> all) => new(
        ErrorId.OidcKeyNotFound, wanted, $"Workspace {workspace} has no key '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {string.Join(", ", all.Select(k => k.KeyId))}. Keys are replaced from time to time.");

    /// <summary>
    /// A name or uuid as it has to be typed: in a command that is recommended it may hold braces and blanks, and quotes that would end it
    /// and have the rest of it run.
    /// </summary>
    public static string Literal(string? name) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(name ?? "")}'";

    private static ErrorDescription DeploymentNotFound(Exception e, string why, string wanted, RepositoryId repository) => new(
        e, ErrorId.DeploymentNotFound, wanted, $"{repository} has no deployment '{wanted}'. {why}",
        "Get-BbDeployment lists them; Bitbucket also says this of repositories that the credentials may not see.");

    /// <summary>A request that failed, and what it was for.</summary>
    private static ErrorDescription Refused(BitbucketApiException e, BitbucketSession? session, string message, object target) =>
        ErrorDescription.From(e, session, target) with { Message = $"{message} {e.Message}" };
}
