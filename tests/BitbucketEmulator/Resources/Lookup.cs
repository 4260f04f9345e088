using System.Globalization;
using System.Text.RegularExpressions;

namespace BitbucketEmulator;

/// <summary>From the holes of a path to what they name, or to the error that the service gives.</summary>
internal static partial class Lookup
{
    public const string RepositoryPath = "/repositories/{workspace}/{repo_slug}";

    private const string NoRepository = "You may not have access to this repository or it no longer exists in this workspace. "
        + "If you think this repository exists and you have access, make sure you are authenticated.";

    /// <summary>401 without credentials: what belongs to a workspace is nobody's business.</summary>
    public static Workspace Workspace(EmulatorRequest request)
    {
        if (request.Credential is null)
        {
            throw ApiErrors.Unauthorized();
        }

        string name = request["workspace"];
        return request.State.World.FindWorkspace(name) ?? throw ApiErrors.Core(404, $"No workspace with identifier '{name}'.");
    }

    /// <summary>
    /// A workspace whose settings are asked for. The token of a repository cannot reach them; the reference only infers that, and the
    /// words are those of an endpoint that refuses a kind of credential (sections 2.8 and 2.9).
    /// </summary>
    public static Workspace WorkspaceSettings(EmulatorRequest request)
    {
        Workspace workspace = Workspace(request);
        return request.Credential!.Repositories is null ? workspace : throw ApiErrors.CredentialKind();
    }

    /// <summary>404 until Pipelines was enabled once.</summary>
    public static EmulatedRepository EnabledRepository(EmulatorRequest request)
    {
        EmulatedRepository repository = Repository(request);
        return repository.Settings.Enabled is not null
            ? repository
            : throw ApiErrors.Service(404, $"Pipelines configuration for repository {repository.Uuid} not found");
    }

    /// <summary>One of a list, by the uuid in a hole of the path.</summary>
    public static T Item<T>(EmulatorRequest request, string hole, string name, IEnumerable<T> items, Func<T, string> uuidOf)
        where T : class
    {
        string uuid = Uuid(request[hole]);
        return items.FirstOrDefault(item => uuidOf(item) == uuid) ?? throw ApiErrors.Service(404, $"{name} with uuid '{uuid}' not found");
    }

    public static EmulatedEnvironment Environment(EmulatorRequest request) =>
        Item(request, "environment_uuid", "Environment", Repository(request).Environments, environment => environment.Uuid);

    /// <summary>No permission looks like no repository, also to a request without credentials.</summary>
    public static EmulatedRepository Repository(EmulatorRequest request)
    {
        EmulatedRepository? repository = request.State.World.FindRepository(request["workspace"], request["repo_slug"]);
        if (repository is { Hidden: false } && request.Credential?.Sees(repository.FullName) == true)
        {
            return repository;
        }

        throw request.State.Behavior.NotFound == NotFoundStyle.Html
            ? new ApiErrorException(EmulatorResponse.Text(404, HtmlNotFound.Text, "text/html; charset=utf-8"))
            : ApiErrors.Core(404, NoRepository);
    }

    /// <summary>A run by uuid in braces or by build number; a uuid without braces is "not a valid uuid".</summary>
    public static PipelineRun Run(EmulatorRequest request)
    {
        EmulatedRepository repository = Repository(request);
        string id = request["pipeline_uuid"];
        if (id.All(char.IsAsciiDigit))
        {
            _ = int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            return repository.Runs.Find(run => run.BuildNumber == number)
                ?? throw NoRun($"build number '{id}'", repository);
        }

        string uuid = Uuid(id);
        return repository.Runs.Find(run => run.Uuid == uuid) ?? throw NoRun($"uuid '{uuid}'", repository);
    }

    public static StepSnapshot Step(EmulatorRequest request, RunSnapshot run)
    {
        string uuid = Uuid(request["step_uuid"]);
        return run.Steps.FirstOrDefault(step => step.Uuid == uuid)
            ?? throw ApiErrors.Service(404, $"Step with uuid '{uuid}' not found in pipeline {run.Uuid}");
    }

    public static string Uuid(string text) => BracedUuid().IsMatch(text) ? text.ToLowerInvariant() : throw ApiErrors.InvalidUuid();

    private static ApiErrorException NoRun(string what, EmulatedRepository repository) => ApiErrors.Service(
        404, $"Pipeline with {what} not found in repository {repository.Uuid}", "result-service.pipeline-id.not-found");

    [GeneratedRegex("^\\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\}$")]
    private static partial Regex BracedUuid();
}
