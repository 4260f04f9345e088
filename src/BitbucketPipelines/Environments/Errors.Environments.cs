using System.Management.Automation.Language;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines;

/// <content>Errors about environments, deployments and the OpenID documents of a workspace.</content>
internal static partial class Errors
{
    public static ErrorDescription AmbiguousEnvironment(
        string wanted, RepositoryId repository, IReadOnlyList<DeploymentEnvironment> same) =>
        new(
        ErrorId.AmbiguousEnvironment, wanted,
        $"{repository} has {Counted.Of(same.Count, "environment")} named '{wanted}'. None was changed.",
        $"Specify -Uuid: {string.Join(", ", same.Select(e => $"{e.Uuid} ({e.EnvironmentType})"))}.");

    public static ErrorDescription OneNewName(string kind, IReadOnlyCollection<string?> names) => new(
        ErrorId.OneNewName, null,
        $"-NewName is for one {kind}, but {names.Count} were specified: {string.Join(", ", names)}. None was changed.",
        $"Specify one {kind} for each new name.");

    public static ErrorDescription NothingToChange(string parameters) => new(
        ErrorId.NothingToChange, null, "Nothing to change was specified.", $"Specify {parameters}.");

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
                $"Check before you try again: Get-BbEnvironment {Literal(name)} -Repository {repository}");
        }

        if (e.StatusCode == 409)
        {
            return there is not null
                ? EnvironmentExists(repository, name, there, e)
                : new(
                    e, ErrorId.AlreadyExists, name,
                    $"{repository} has an environment '{name}' already, though the list does not show it. {e.Message}",
                    $"Check again later: Get-BbEnvironment {Literal(name)} -Repository {repository}");
        }

        return Refused(e, session, $"Environment '{name}' of {repository} was not created.", name);
    }

    /// <summary>The name is taken by an environment of another type.</summary>
    public static ErrorDescription EnvironmentExists(
        RepositoryId repository, string name, DeploymentEnvironment there, BitbucketApiException? e = null)
    {
        string message = $"{repository} has an environment '{there.Name}' already, of the type {there.EnvironmentType}.";
        const string Advice = "Specify another name, or the type of the existing environment: a type cannot be changed.";
        return e is null
            ? new(ErrorId.AlreadyExists, name, message, Advice)
            : new(e, ErrorId.AlreadyExists, name, $"{message} {e.Message}", Advice);
    }

    /// <summary>A new name that another environment has, known without asking the server.</summary>
    public static ErrorDescription EnvironmentNameTaken(RepositoryId repository, DeploymentEnvironment environment, string newName) => new(
        ErrorId.AlreadyExists, environment, $"Environment '{environment.Name}' of {repository} was not renamed to '{newName}'.",
        $"{repository} has an environment '{newName}' already. Specify another name.");

    /// <summary>A change of the name or of the deployment restriction that failed.</summary>
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
                $"{repository} has an environment '{newName}' already. Specify another name.");
        }

        return e.DataKey == "deploy-service.environment.change-not-supported"
            ? new(
                e, ErrorId.ChangeNotSupported, environment, $"{message} {e.Message}",
                "The API of Bitbucket can only change the name and who may deploy; the plan of the workspace may not include the "
                    + "latter.")
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
        "It is public, and the request has no credentials. Check whether something between here and Bitbucket requires some, such as a "
            + "proxy or another -ApiUri.");

    private static ErrorDescription WorkspaceNotFound(BitbucketApiException e, string workspace) => new(
        e, ErrorId.WorkspaceNotFound, workspace, $"There is no workspace '{workspace}'. {e.Message} [{e.Request}]",
        "Check the spelling: the workspace is the first part of the path in the address of a repository.");

    public static ErrorDescription OidcKeyNotFound(string wanted, string workspace, IReadOnlyList<OidcKey> all) => new(
        ErrorId.OidcKeyNotFound, wanted, $"Workspace {workspace} has no key '{wanted}'.",
        all.Count == 0
            ? "It has none."
            : $"{Suggestion.Text(wanted, all.Select(k => k.KeyId), "It has")} Bitbucket replaces keys from time to time.");

    /// <summary>
    /// A name or uuid as a quoted argument of a command in a message. It may contain braces, spaces, and quotes, which are escaped so that
    /// no part of it is executed.
    /// </summary>
    public static string Literal(string? name) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(name ?? "")}'";

    private static ErrorDescription DeploymentNotFound(Exception e, string why, string wanted, RepositoryId repository) => new(
        e, ErrorId.DeploymentNotFound, wanted, $"{repository} has no deployment '{wanted}'. {why}",
        "List them with Get-BbDeployment. Bitbucket also answers this when the credentials have no access to the repository.");

    /// <summary>A failed request, with a message that says what was not done.</summary>
    private static ErrorDescription Refused(BitbucketApiException e, BitbucketSession? session, string message, object target) =>
        ErrorDescription.From(e, session, target) with { Message = $"{message} {e.Message}" };
}
