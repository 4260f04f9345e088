using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>
/// Code Insights reports of a commit and their annotations. The caller chooses the ids. Errors have the shape of the service of reports:
/// a key and a message, without an envelope.
/// </summary>
internal static class ReportEndpoint
{
    private const string ListPath = Lookup.RepositoryPath + "/commit/{commit}/reports";
    private const string Path = ListPath + "/{report_id}";
    private const string AnnotationsPath = Path + "/annotations";
    private const string AnnotationPath = AnnotationsPath + "/{annotation_id}";
    private const int MostInRequest = 100;
    private const int MostInReport = 1000;

    private static readonly string[] s_reportTypes = ["SECURITY", "COVERAGE", "TEST", "BUG"];
    private static readonly string[] s_results = ["PASSED", "FAILED", "PENDING"];
    private static readonly string[] s_annotationTypes = ["VULNERABILITY", "CODE_SMELL", "BUG"];
    private static readonly string[] s_annotationResults = ["PASSED", "FAILED", "IGNORED", "SKIPPED"];
    private static readonly string[] s_severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadRepository, List);
        router.Get(Path, ScopeRule.ReadRepository, request => EmulatorResponse.Ok(Find(request).ToJson()));
        router.Put(Path, ScopeRule.ReadRepository, Put);
        router.Delete(Path, ScopeRule.ReadRepository, Remove);
        router.Get(AnnotationsPath, ScopeRule.ReadRepository, ListAnnotations);
        router.Post(AnnotationsPath, ScopeRule.ReadRepository, Annotate);
        router.Delete(AnnotationPath, ScopeRule.ReadRepository, RemoveAnnotation);
    }

    private static EmulatorResponse List(EmulatorRequest request)
    {
        (EmulatedRepository repository, GitCommit commit) = Place(request);
        return Paging.Service(
            request, [.. repository.Reports.Values.Where(r => r.Commit == commit.Hash)], report => report.ToJson());
    }

    private static EmulatorResponse Put(EmulatorRequest request)
    {
        (EmulatedRepository repository, GitCommit commit) = Place(request);
        JsonObject body = Body(request) as JsonObject ?? throw Bad("The request body is not a report.");
        Text(body, "title", 450, required: true);
        Text(body, "details", 2000, required: true);
        Text(body, "reporter", 450, required: false);
        Text(body, "link", 2000, required: false);
        Word(body, "report_type", s_reportTypes, required: true);
        Word(body, "result", s_results, required: false);
        if (body["data"] is { } data && (data is not JsonArray fields || fields.Count > 10))
        {
            throw Bad("The data field cannot contain more than 10 elements.");
        }

        string id = request["report_id"];
        string key = EmulatedReport.KeyOf(commit.Hash, id);
        if (!repository.Reports.TryGetValue(key, out EmulatedReport? report))
        {
            report = new EmulatedReport(request.State.World.Uuids.Next(), id, commit.Hash, request.Now);
            repository.Reports.Add(key, report);
        }

        report.Update(body, request.Now);
        return EmulatorResponse.Ok(report.ToJson());
    }

    private static EmulatorResponse Remove(EmulatorRequest request)
    {
        (EmulatedRepository repository, GitCommit commit) = Place(request);
        repository.Reports.Remove(EmulatedReport.KeyOf(commit.Hash, request["report_id"]));
        return EmulatorResponse.Empty(204);
    }

    private static EmulatorResponse ListAnnotations(EmulatorRequest request) =>
        Paging.Service(request, [.. Find(request).Annotations.Values], annotation => annotation.DeepClone());

    /// <summary>Up to 100 at a time, up to 1,000 in all; one with a known id is replaced.</summary>
    private static EmulatorResponse Annotate(EmulatorRequest request)
    {
        EmulatedReport report = Find(request);
        if (Body(request) is not JsonArray { Count: >= 1 and <= MostInRequest } list)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"The number of annotations must be between 1 and {MostInRequest}."));
        }

        var added = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (JsonNode? node in list)
        {
            JsonObject annotation = node as JsonObject ?? throw Bad("An annotation is not an object.");
            Text(annotation, "external_id", 450, required: true);
            Text(annotation, "title", 450, required: false);
            Text(annotation, "summary", 450, required: true);
            Text(annotation, "details", 2000, required: false);
            Text(annotation, "path", 2000, required: false);
            Text(annotation, "link", 2000, required: false);
            Word(annotation, "annotation_type", s_annotationTypes, required: true);
            Word(annotation, "severity", s_severities, required: false);
            Word(annotation, "result", s_annotationResults, required: false);
            if (annotation["line"] is { } line && (line.GetValueKind() != JsonValueKind.Number || line.GetValue<int>() < 1))
            {
                throw Bad("The line field must be at least 1.");
            }

            var copy = (JsonObject)annotation.DeepClone();
            copy["type"] = "report_annotation";
            if (!added.TryAdd(annotation["external_id"]!.GetValue<string>(), copy))
            {
                throw Bad("Two annotations have the same external_id.");
            }
        }

        if (report.Annotations.Keys.Union(added.Keys).Count() > MostInReport)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"A report cannot have more than {MostInReport} annotations."));
        }

        foreach ((string id, JsonObject annotation) in added)
        {
            annotation["uuid"] = report.Annotations.TryGetValue(id, out JsonObject? old)
                ? old["uuid"]!.GetValue<string>() : request.State.World.Uuids.Next();
            report.Annotations[id] = annotation;
        }

        return EmulatorResponse.Ok(JsonList.Of(added.Values.Select(a => a.DeepClone())));
    }

    private static EmulatorResponse RemoveAnnotation(EmulatorRequest request)
    {
        Find(request).Annotations.Remove(request["annotation_id"]);
        return EmulatorResponse.Empty(204);
    }

    private static EmulatedReport Find(EmulatorRequest request)
    {
        (EmulatedRepository repository, GitCommit commit) = Place(request);
        string id = request["report_id"];
        return repository.Reports.Values.FirstOrDefault(r => r.Commit == commit.Hash && (r.Id == id || r.Uuid == id))
            ?? throw Error(404, "report-service.report.not-found", $"Report {id} not found.");
    }

    /// <summary>
    /// The repository and the commit. Through the proxy of a step no credentials are needed: the emulator takes every request that came
    /// as to a proxy for one.
    /// </summary>
    private static (EmulatedRepository Repository, GitCommit Commit) Place(EmulatorRequest request)
    {
        EmulatedRepository repository = request is { Credential: null, IsProxied: true }
            ? request.State.World.FindRepository(request["workspace"], request["repo_slug"]) is { Hidden: false } found
                ? found : throw ApiErrors.Core(404, "Repository not found")
            : Lookup.Repository(request);
        return (repository, repository.FindCommit(request["commit"]) ?? throw ApiErrors.Core(404, "Commit not found"));
    }

    private static JsonNode? Body(EmulatorRequest request)
    {
        try
        {
            return request.ReadJson();
        }
        catch (JsonException)
        {
            throw Bad("The request body is not JSON.");
        }
    }

    private static void Text(JsonObject json, string name, int longest, bool required)
    {
        if (json[name] is not { } node)
        {
            if (required)
            {
                throw Bad($"The {name} field is required.");
            }

            return;
        }

        string text = node.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>() : throw Bad($"The {name} field must be a text.");
        if (required && string.IsNullOrWhiteSpace(text))
        {
            throw Bad($"The {name} field is required.");
        }

        if (text.Length > longest)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"The {name} field cannot contain more than {longest} characters."));
        }
    }

    private static void Word(JsonObject json, string name, string[] allowed, bool required)
    {
        Text(json, name, 100, required);
        if (json[name] is { } word && !allowed.Contains(word.GetValue<string>()))
        {
            throw Bad($"The {name} field must be one of {string.Join(", ", allowed)}.");
        }
    }

    private static ApiErrorException Bad(string message) => Error(400, "report-service.general.bad-request", message);

    private static ApiErrorException Error(int status, string key, string message) => new(EmulatorResponse.FromJson(status, new JsonObject
    {
        ["key"] = key,
        ["message"] = message,
        ["arguments"] = new JsonObject(),
    }));
}
