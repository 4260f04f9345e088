namespace BitbucketEmulator;

/// <summary>The list of runs, and triggering.</summary>
internal static class PipelineListEndpoint
{
    private const string Path = Lookup.RepositoryPath + "/pipelines";

    public static void Register(Router router)
    {
        router.Get(Path, ScopeRule.ReadPipeline, List);
        router.Post(Path, ScopeRule.RunPipeline, Create);
    }

    private static EmulatorResponse List(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        if (request.State.Behavior.NewRunWhilePaging && request.Query.First("page") == "2")
        {
            new RunHistory { Result = null, Trigger = "PUSH" }.AddTo(request.State.World, repository, request.Now);
        }

        List<PipelineRun> runs = PipelineFilters.Apply(request, repository);
        return Paging.Service(request, runs, run => PipelineJson.ToJson(request.State, run, request.Now)).WithTag();
    }

    /// <summary>201 with PARSING, and a Location made of uuids.</summary>
    private static EmulatorResponse Create(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        if (repository.Settings.Enabled is not true)
        {
            throw ApiErrors.Service(404, $"Pipelines is not enabled for repository {repository.Uuid}");
        }

        TriggerBody body = TriggerBody.Read(request, repository);
        var order = new RunRequest(
            body.Target, body.Selector, body.Script, request.Credential!.User, request.Now)
        {
            Variables = body.Variables,
        };
        PipelineRun run = request.State.World.AddRun(repository, order);
        string workspace = Uri.EscapeDataString(repository.Workspace.Uuid);
        string path = $"repositories/{workspace}/{Uri.EscapeDataString(repository.Uuid)}/pipelines/{Uri.EscapeDataString(run.Uuid)}";
        return EmulatorResponse.FromJson(201, PipelineJson.ToJson(request.State, run, request.Now, created: true))
            .With("Location", new Uri(request.State.ApiUri, path).AbsoluteUri);
    }
}
