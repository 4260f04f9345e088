using System.Text.Json;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Json;

/// <summary>The source-generated JSON serialization of all types.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(SharedTextConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(BuildNumber))]
[JsonSerializable(typeof(CacheContentUri))]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(CommitStatus))]
[JsonSerializable(typeof(CommitStatusBody))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(DeploymentEnvironment))]
[JsonSerializable(typeof(EnvironmentBody))]
[JsonSerializable(typeof(EnvironmentChangeBody))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(KnownHost))]
[JsonSerializable(typeof(KnownHostBody))]
[JsonSerializable(typeof(OAuthToken))]
[JsonSerializable(typeof(OidcConfiguration))]
[JsonSerializable(typeof(OidcKeySet))]
[JsonSerializable(typeof(Page<Cache>))]
[JsonSerializable(typeof(Page<CommitEntry>))]
[JsonSerializable(typeof(Page<CommitStatus>))]
[JsonSerializable(typeof(Page<Deployment>))]
[JsonSerializable(typeof(Page<DeploymentEnvironment>))]
[JsonSerializable(typeof(Page<JsonElement>))]
[JsonSerializable(typeof(Page<KnownHost>))]
[JsonSerializable(typeof(Page<Pipeline>))]
[JsonSerializable(typeof(Page<PipelineSchedule>))]
[JsonSerializable(typeof(Page<PipelineStep>))]
[JsonSerializable(typeof(Page<Project>))]
[JsonSerializable(typeof(Page<PullRequest>))]
[JsonSerializable(typeof(Page<Ref>))]
[JsonSerializable(typeof(Page<Repository>))]
[JsonSerializable(typeof(Page<Runner>))]
[JsonSerializable(typeof(Page<ScheduleExecution>))]
[JsonSerializable(typeof(Page<TestCase>))]
[JsonSerializable(typeof(Page<Variable>))]
[JsonSerializable(typeof(Page<WorkspaceAccess>))]
[JsonSerializable(typeof(PipelineConfig))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(ReportAnnotation[]))]
[JsonSerializable(typeof(ReportBody))]
[JsonSerializable(typeof(Runner))]
[JsonSerializable(typeof(RunnerBody))]
[JsonSerializable(typeof(ScheduleBody))]
[JsonSerializable(typeof(ScheduleChange))]
[JsonSerializable(typeof(SshKeyPair))]
[JsonSerializable(typeof(SshKeyPairBody))]
[JsonSerializable(typeof(TestReport))]
[JsonSerializable(typeof(TriggerRequest))]
[JsonSerializable(typeof(Variable))]
[JsonSerializable(typeof(VariableBody))]
internal sealed partial class WireContext : JsonSerializerContext;
