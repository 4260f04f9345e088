using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Json;

/// <summary>Reading and writing of JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(KnownHost))]
[JsonSerializable(typeof(KnownHostBody))]
[JsonSerializable(typeof(OAuthToken))]
[JsonSerializable(typeof(Page<DeploymentEnvironment>))]
[JsonSerializable(typeof(Page<KnownHost>))]
[JsonSerializable(typeof(Page<Pipeline>))]
[JsonSerializable(typeof(Page<PipelineStep>))]
[JsonSerializable(typeof(Page<Ref>))]
[JsonSerializable(typeof(Page<Repository>))]
[JsonSerializable(typeof(Page<Variable>))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(SshKeyPair))]
[JsonSerializable(typeof(SshKeyPairBody))]
[JsonSerializable(typeof(TriggerRequest))]
[JsonSerializable(typeof(Variable))]
[JsonSerializable(typeof(VariableBody))]
public sealed partial class WireContext : JsonSerializerContext;
