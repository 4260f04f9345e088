using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>
/// The operations of Bitbucket's Pipelines API, by Atlassian's ids, and what is sent for each: method, path, query and body.
/// </summary>
internal static class Operations
{
    private const string Uuid = "{00000000-0000-0000-0000-000000000001}";

    private static readonly RepositoryId s_repo = new("acme", "app");
    private static readonly KnownHostBody s_host = new()
    {
        HostName = "h",
        PublicKey = new SshPublicKeyDetail { Type = "pipeline_ssh_public_key", KeyType = "ssh-ed25519", Key = "K" },
    };

    private static readonly RunnerBody s_runner = new() { Name = "r", Labels = ["self.hosted", "linux"] };
    private static readonly VariableBody s_body = new() { Key = "K", Value = "v", Secured = true };

    /// <summary>Properties of bodies that the service takes, or needs, though its description does not have them.</summary>
    public static IReadOnlyCollection<string> UndocumentedProperties { get; } = ["environment_type"];

    /// <summary>Operations that need a body, though their description has none.</summary>
    public static IReadOnlyCollection<string> WithUndocumentedBody { get; } =
    [
        "updateEnvironmentForRepository",
        "createRepositoryRunner", "updateRepositoryRunner", "createWorkspaceRunner", "updateWorkspaceRunner",
    ];

    public static IReadOnlyDictionary<string, (string Expected, Func<ApiRequest> Make)> All { get; } =
        new Dictionary<string, (string, Func<ApiRequest>)>
    {
        ["getPipelinesForRepository"] = ("GET repositories/acme/app/pipelines/ sort=-created_on", () => Pipelines.List(s_repo)),
        ["createPipelineForRepository"] = (
            """POST repositories/acme/app/pipelines/ {"target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"main"},"variables":[{"key":"A","value":"1","secured":true}]}""",
            () => Pipelines.Create(
                s_repo, new TriggerRequest { Target = new PipelineTarget { Type = PipelineTarget.RefType, RefKind = "branch",
                RefName = "main" }, Variables = [new RunVariable { Key = "A", Value = "1", Secured = true }] })),
        ["getPipelineForRepository"] = ("GET repositories/acme/app/pipelines/42", () => Pipelines.Get(s_repo, "42")),
        ["stopPipeline"] = ("POST repositories/acme/app/pipelines/42/stopPipeline", () => Pipelines.Stop(s_repo, "42")),
        ["getPipelineStepsForRepository"] = ("GET repositories/acme/app/pipelines/%7B00000000-0000-0000-0000-000000000001%7D/steps/",
        () => Pipelines.Steps(s_repo, Uuid)),
        ["getPipelineStepForRepository"] = ("GET repositories/acme/app/pipelines/42/steps/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Pipelines.Step(s_repo, "42", Uuid)),
        ["getPipelineStepLogForRepository"] =
            ("GET repositories/acme/app/pipelines/42/steps/%7B00000000-0000-0000-0000-000000000001%7D/log",
            () => Pipelines.Log(s_repo, "42", Uuid)),
        ["getPipelineContainerLog"] =
            ("GET repositories/acme/app/pipelines/42/steps/%7B00000000-0000-0000-0000-000000000001%7D/logs/%7B00000000-0000-0000-0000-000000000001%7D", () => Pipelines.ContainerLog(s_repo, "42", Uuid, Uuid)),
        ["getEnvironmentsForRepository"] = ("GET repositories/acme/app/environments/", () => Environments.List(s_repo)),
        ["getRepositoryPipelineVariables"] = ("GET repositories/acme/app/pipelines_config/variables", () => VariableOperations.List(
            VariableScope.OfRepository(s_repo))),
        ["createRepositoryPipelineVariable"] = (
            """POST repositories/acme/app/pipelines_config/variables {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Create(VariableScope.OfRepository(s_repo), s_body)),
        ["getRepositoryPipelineVariable"] =
            ("GET repositories/acme/app/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D",
            () => VariableOperations.Get(VariableScope.OfRepository(s_repo), Uuid)),
        ["updateRepositoryPipelineVariable"] = (
            """PUT repositories/acme/app/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Update(VariableScope.OfRepository(s_repo), Uuid, s_body)),
        ["deleteRepositoryPipelineVariable"] =
            ("DELETE repositories/acme/app/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D",
            () => VariableOperations.Delete(VariableScope.OfRepository(s_repo), Uuid)),
        ["getDeploymentVariables"] =
            ("GET repositories/acme/app/deployments_config/environments/%7B00000000-0000-0000-0000-000000000001%7D/variables",
            () => VariableOperations.List(VariableScope.OfEnvironment(s_repo, Uuid, "Test"))),
        ["createDeploymentVariable"] = (
            """POST repositories/acme/app/deployments_config/environments/%7B00000000-0000-0000-0000-000000000001%7D/variables {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Create(VariableScope.OfEnvironment(s_repo, Uuid, "Test"), s_body)),
        ["updateDeploymentVariable"] = (
            """PUT repositories/acme/app/deployments_config/environments/%7B00000000-0000-0000-0000-000000000001%7D/variables/%7B00000000-0000-0000-0000-000000000001%7D {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Update(VariableScope.OfEnvironment(s_repo, Uuid, "Test"), Uuid, s_body)),
        ["deleteDeploymentVariable"] =
            ("DELETE repositories/acme/app/deployments_config/environments/%7B00000000-0000-0000-0000-000000000001%7D/variables/%7B00000000-0000-0000-0000-000000000001%7D", () => VariableOperations.Delete(VariableScope.OfEnvironment(s_repo, Uuid, "Test"), Uuid)),
        ["getPipelineVariablesForWorkspace"] = ("GET workspaces/acme/pipelines-config/variables", () => VariableOperations.List(
            VariableScope.OfWorkspace("acme"))),
        ["createPipelineVariableForWorkspace"] = (
            """POST workspaces/acme/pipelines-config/variables {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Create(VariableScope.OfWorkspace("acme"), s_body)),
        ["getPipelineVariableForWorkspace"] = ("GET workspaces/acme/pipelines-config/variables/%7B00000000-0000-0000-0000-000000000001%7D",
        () => VariableOperations.Get(VariableScope.OfWorkspace("acme"), Uuid)),
        ["updatePipelineVariableForWorkspace"] = (
            """PUT workspaces/acme/pipelines-config/variables/%7B00000000-0000-0000-0000-000000000001%7D {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Update(VariableScope.OfWorkspace("acme"), Uuid, s_body)),
        ["deletePipelineVariableForWorkspace"] =
            ("DELETE workspaces/acme/pipelines-config/variables/%7B00000000-0000-0000-0000-000000000001%7D",
            () => VariableOperations.Delete(VariableScope.OfWorkspace("acme"), Uuid)),
        ["getPipelineVariablesForTeam"] = ("GET teams/acme/pipelines_config/variables", () => VariableOperations.List(
            VariableScope.OfTeam("acme"))),
        ["createPipelineVariableForTeam"] = (
            """POST teams/acme/pipelines_config/variables {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Create(VariableScope.OfTeam("acme"), s_body)),
        ["getPipelineVariableForTeam"] = ("GET teams/acme/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D",
        () => VariableOperations.Get(VariableScope.OfTeam("acme"), Uuid)),
        ["updatePipelineVariableForTeam"] = (
            """PUT teams/acme/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Update(VariableScope.OfTeam("acme"), Uuid, s_body)),
        ["deletePipelineVariableForTeam"] = ("DELETE teams/acme/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D",
        () => VariableOperations.Delete(VariableScope.OfTeam("acme"), Uuid)),
        ["getPipelineVariablesForUser"] = ("GET users/%7B00000000-0000-0000-0000-000000000001%7D/pipelines_config/variables",
        () => VariableOperations.List(VariableScope.OfUser(Uuid))),
        ["createPipelineVariableForUser"] = (
            """POST users/%7B00000000-0000-0000-0000-000000000001%7D/pipelines_config/variables {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Create(VariableScope.OfUser(Uuid), s_body)),
        ["getPipelineVariableForUser"] =
            ("GET users/%7B00000000-0000-0000-0000-000000000001%7D/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D",
            () => VariableOperations.Get(VariableScope.OfUser(Uuid), Uuid)),
        ["updatePipelineVariableForUser"] = (
            """PUT users/%7B00000000-0000-0000-0000-000000000001%7D/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D {"key":"K","value":"v","secured":true}""",
            () => VariableOperations.Update(VariableScope.OfUser(Uuid), Uuid, s_body)),
        ["deletePipelineVariableForUser"] =
            ("DELETE users/%7B00000000-0000-0000-0000-000000000001%7D/pipelines_config/variables/%7B00000000-0000-0000-0000-000000000001%7D", () => VariableOperations.Delete(VariableScope.OfUser(Uuid), Uuid)),
        ["getDeploymentsForRepository"] = ("GET repositories/acme/app/deployments/", () => Deployments.List(s_repo)),
        ["getDeploymentForRepository"] = ("GET repositories/acme/app/deployments/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Deployments.Get(s_repo, Uuid)),
        ["createEnvironment"] = (
            """POST repositories/acme/app/environments/ {"name":"QA","environment_type":{"name":"Test"}}""",
            () => Environments.Create(
                s_repo, new EnvironmentBody { Name = "QA", EnvironmentType = new EnvironmentKind { Name = "Test" } })),
        ["getEnvironmentForRepository"] = ("GET repositories/acme/app/environments/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Environments.Get(s_repo, Uuid)),
        ["deleteEnvironmentForRepository"] = ("DELETE repositories/acme/app/environments/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Environments.Delete(s_repo, Uuid)),
        ["updateEnvironmentForRepository"] = (
            """POST repositories/acme/app/environments/%7B00000000-0000-0000-0000-000000000001%7D/changes {"change":{"name":"QA 2"}}""",
            () => Environments.Change(s_repo, Uuid, new EnvironmentChange { Name = "QA 2" })),
        ["getRepositoryPipelineCaches"] = ("GET repositories/acme/app/pipelines-config/caches", () => Caches.List(s_repo)),
        ["deleteRepositoryPipelineCaches"] = ("DELETE repositories/acme/app/pipelines-config/caches name=my cache/1",
        () => Caches.DeleteByName(s_repo, "my cache/1")),
        ["deleteRepositoryPipelineCache"] =
            ("DELETE repositories/acme/app/pipelines-config/caches/%7B00000000-0000-0000-0000-000000000001%7D",
            () => Caches.Delete(s_repo, Uuid)),
        ["getRepositoryPipelineCacheContentURI"] =
            ("GET repositories/acme/app/pipelines-config/caches/%7B00000000-0000-0000-0000-000000000001%7D/content-uri",
            () => Caches.ContentUri(s_repo, Uuid)),
        ["getRepositoryRunners"] = ("GET repositories/acme/app/pipelines-config/runners", () => Runners.List(
            RunnerScope.OfRepository(s_repo))),
        ["createRepositoryRunner"] = (
            """POST repositories/acme/app/pipelines-config/runners {"name":"r","labels":["self.hosted","linux"]}""",
            () => Runners.Create(RunnerScope.OfRepository(s_repo), s_runner)),
        ["getRepositoryRunner"] = ("GET repositories/acme/app/pipelines-config/runners/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Runners.Get(RunnerScope.OfRepository(s_repo), Uuid)),
        ["updateRepositoryRunner"] = (
            """PUT repositories/acme/app/pipelines-config/runners/%7B00000000-0000-0000-0000-000000000001%7D {"name":"r","labels":["self.hosted","linux"]}""",
            () => Runners.Update(RunnerScope.OfRepository(s_repo), Uuid, s_runner)),
        ["deleteRepositoryRunner"] = ("DELETE repositories/acme/app/pipelines-config/runners/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Runners.Delete(RunnerScope.OfRepository(s_repo), Uuid)),
        ["getWorkspaceRunners"] = ("GET workspaces/acme/pipelines-config/runners", () => Runners.List(RunnerScope.OfWorkspace("acme"))),
        ["createWorkspaceRunner"] = (
            """POST workspaces/acme/pipelines-config/runners {"name":"r","labels":["self.hosted","linux"]}""",
            () => Runners.Create(RunnerScope.OfWorkspace("acme"), s_runner)),
        ["getWorkspaceRunner"] = ("GET workspaces/acme/pipelines-config/runners/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Runners.Get(RunnerScope.OfWorkspace("acme"), Uuid)),
        ["updateWorkspaceRunner"] = (
            """PUT workspaces/acme/pipelines-config/runners/%7B00000000-0000-0000-0000-000000000001%7D {"name":"r","labels":["self.hosted","linux"]}""",
            () => Runners.Update(RunnerScope.OfWorkspace("acme"), Uuid, s_runner)),
        ["deleteWorkspaceRunner"] = ("DELETE workspaces/acme/pipelines-config/runners/%7B00000000-0000-0000-0000-000000000001%7D",
        () => Runners.Delete(RunnerScope.OfWorkspace("acme"), Uuid)),
        ["getOIDCConfiguration"] = ("GET workspaces/acme/pipelines-config/identity/oidc/.well-known/openid-configuration",
        () => OpenIdConnect.Configuration("acme")),
        ["getOIDCKeys"] = ("GET workspaces/acme/pipelines-config/identity/oidc/keys.json", () => OpenIdConnect.Keys("acme")),
        ["getPipelineTestReports"] =
            ("GET repositories/acme/app/pipelines/42/steps/%7B00000000-0000-0000-0000-000000000001%7D/test_reports",
            () => TestReports.Get(s_repo, "42", Uuid)),
        ["getPipelineTestReportTestCases"] =
            ("GET repositories/acme/app/pipelines/42/steps/%7B00000000-0000-0000-0000-000000000001%7D/test_reports/test_cases",
            () => TestReports.Cases(s_repo, "42", Uuid)),
        ["getPipelineTestReportTestCaseReasons"] =
            ("GET repositories/acme/app/pipelines/42/steps/%7B00000000-0000-0000-0000-000000000001%7D/test_reports/test_cases/%7B00000000-0000-0000-0000-000000000001%7D/test_case_reasons", () => TestReports.Reasons(s_repo, "42", Uuid, Uuid)),
        ["getRepositoryPipelineConfig"] = ("GET repositories/acme/app/pipelines_config", () => ConfigOperations.Get(s_repo)),
        ["updateRepositoryPipelineConfig"] = (
            """PUT repositories/acme/app/pipelines_config {"enabled":true}""",
            () => ConfigOperations.Update(s_repo, true)),
        ["updateRepositoryBuildNumber"] = (
            """PUT repositories/acme/app/pipelines_config/build_number {"next":1000}""",
            () => ConfigOperations.SetBuildNumber(s_repo, 1000)),
        ["getRepositoryPipelineSchedules"] = ("GET repositories/acme/app/pipelines_config/schedules", () => ScheduleOperations.List(
            s_repo)),
        ["createRepositoryPipelineSchedule"] = (
            """POST repositories/acme/app/pipelines_config/schedules {"type":"pipeline_schedule","target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"main","selector":{"type":"branches","pattern":"main"}},"cron_pattern":"0 0 12 * * ? *","enabled":true}""",
            () => ScheduleOperations.Create(
                s_repo, new ScheduleBody { Target = ScheduleBody.CreateTarget("main", null), Cron = "0 0 12 * * ? *" })),
        ["getRepositoryPipelineSchedule"] =
            ("GET repositories/acme/app/pipelines_config/schedules/%7B00000000-0000-0000-0000-000000000001%7D",
            () => ScheduleOperations.Get(s_repo, Uuid)),
        ["updateRepositoryPipelineSchedule"] = (
            """PUT repositories/acme/app/pipelines_config/schedules/%7B00000000-0000-0000-0000-000000000001%7D {"enabled":false}""",
            () => ScheduleOperations.Update(s_repo, Uuid, false)),
        ["deleteRepositoryPipelineSchedule"] =
            ("DELETE repositories/acme/app/pipelines_config/schedules/%7B00000000-0000-0000-0000-000000000001%7D",
            () => ScheduleOperations.Delete(s_repo, Uuid)),
        ["getRepositoryPipelineScheduleExecutions"] =
            ("GET repositories/acme/app/pipelines_config/schedules/%7B00000000-0000-0000-0000-000000000001%7D/executions",
            () => ScheduleOperations.Executions(s_repo, Uuid)),
        ["getRepositoryPipelineSshKeyPair"] = ("GET repositories/acme/app/pipelines_config/ssh/key_pair", () => KeyPairs.Get(s_repo)),
        ["updateRepositoryPipelineKeyPair"] = (
            """PUT repositories/acme/app/pipelines_config/ssh/key_pair {"type":"pipeline_ssh_key_pair","private_key":"P","public_key":"ssh-ed25519 K"}""",
            () => KeyPairs.Put(s_repo, new SshKeyPairBody { PrivateKey = "P", PublicKey = "ssh-ed25519 K" })),
        ["deleteRepositoryPipelineKeyPair"] = ("DELETE repositories/acme/app/pipelines_config/ssh/key_pair", () => KeyPairs.Delete(s_repo)),
        ["getRepositoryPipelineKnownHosts"] = ("GET repositories/acme/app/pipelines_config/ssh/known_hosts", () => KnownHosts.List(s_repo)),
        ["createRepositoryPipelineKnownHost"] = (
            """POST repositories/acme/app/pipelines_config/ssh/known_hosts {"type":"pipeline_known_host","hostname":"h","public_key":{"type":"pipeline_ssh_public_key","key_type":"ssh-ed25519","key":"K"}}""",
            () => KnownHosts.Create(s_repo, s_host)),
        ["getRepositoryPipelineKnownHost"] =
            ("GET repositories/acme/app/pipelines_config/ssh/known_hosts/%7B00000000-0000-0000-0000-000000000001%7D",
            () => KnownHosts.Get(s_repo, Uuid)),
        ["updateRepositoryPipelineKnownHost"] = (
            """PUT repositories/acme/app/pipelines_config/ssh/known_hosts/%7B00000000-0000-0000-0000-000000000001%7D {"type":"pipeline_known_host","hostname":"h","public_key":{"type":"pipeline_ssh_public_key","key_type":"ssh-ed25519","key":"K"}}""",
            () => KnownHosts.Update(s_repo, Uuid, s_host)),
        ["deleteRepositoryPipelineKnownHost"] =
            ("DELETE repositories/acme/app/pipelines_config/ssh/known_hosts/%7B00000000-0000-0000-0000-000000000001%7D",
            () => KnownHosts.Delete(s_repo, Uuid)),
    };
}
