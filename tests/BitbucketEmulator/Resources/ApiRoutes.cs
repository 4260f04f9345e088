namespace BitbucketEmulator;

/// <summary>Every resource of the API. A new one is a file beside this one and a line here.</summary>
internal static class ApiRoutes
{
    public static Router Create()
    {
        var router = new Router();
        UserResource.Register(router);
        WorkspaceResource.Register(router);
        RepositoryResource.Register(router);
        RefsResource.Register(router);
        CommitResource.Register(router);
        PullRequestResource.Register(router);
        SourceResource.Register(router);
        PipelineListResource.Register(router);
        PipelineResource.Register(router);
        StepResource.Register(router);
        LogResource.Register(router);
        TestReportResource.Register(router);
        PipelinesConfigResource.Register(router);
        ScheduleResource.Register(router);
        SshKeyPairResource.Register(router);
        KnownHostResource.Register(router);
        CacheResource.Register(router);
        RunnerResource.Register(router);
        OidcResource.Register(router);
        VariableResource.Register(router);
        EnvironmentResource.Register(router);
        DeploymentResource.Register(router);
        return router;
    }
}
