namespace BitbucketEmulator;

/// <summary>Every resource of the API. A new one is a file beside this one and a line here.</summary>
internal static class ApiRoutes
{
    public static Router Create()
    {
        var router = new Router();
        UserEndpoint.Register(router);
        WorkspaceEndpoint.Register(router);
        ProjectEndpoint.Register(router);
        RepositoryEndpoint.Register(router);
        RefsEndpoint.Register(router);
        CommitEndpoint.Register(router);
        CommitStatusEndpoint.Register(router);
        ReportEndpoint.Register(router);
        PullRequestEndpoint.Register(router);
        SourceEndpoint.Register(router);
        PipelineListEndpoint.Register(router);
        PipelineEndpoint.Register(router);
        StepEndpoint.Register(router);
        LogEndpoint.Register(router);
        TestReportEndpoint.Register(router);
        PipelinesConfigEndpoint.Register(router);
        ScheduleEndpoint.Register(router);
        SshKeyPairEndpoint.Register(router);
        KnownHostEndpoint.Register(router);
        CacheEndpoint.Register(router);
        RunnerEndpoint.Register(router);
        OidcEndpoint.Register(router);
        VariableEndpoint.Register(router);
        EnvironmentEndpoint.Register(router);
        DeploymentEndpoint.Register(router);
        return router;
    }
}
