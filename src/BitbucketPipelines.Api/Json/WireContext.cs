using System.Text.Json;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Json;

/// <summary>Reading and writing of JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(BuildNumber))]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(OAuthToken))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Page<DeploymentEnvironment>))]
[JsonSerializable(typeof(Page<JsonElement>))]
[JsonSerializable(typeof(Page<Pipeline>))]
[JsonSerializable(typeof(Page<PipelineSchedule>))]
[JsonSerializable(typeof(Page<PipelineStep>))]
[JsonSerializable(typeof(Page<Ref>))]
[JsonSerializable(typeof(Page<Repository>))]
[JsonSerializable(typeof(Page<ScheduleExecution>))]
[JsonSerializable(typeof(Page<Variable>))]
[JsonSerializable(typeof(PipelineConfig))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(ScheduleBody))]
[JsonSerializable(typeof(ScheduleChange))]
[JsonSerializable(typeof(TriggerRequest))]
[JsonSerializable(typeof(Variable))]
[JsonSerializable(typeof(VariableBody))]
public sealed partial class WireContext : JsonSerializerContext;
