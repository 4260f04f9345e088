namespace BitbucketPipelines.Tests.Contract;

/// <summary>The properties of a documented body.</summary>
internal sealed record OpenApiBody(IReadOnlySet<string> Properties, IReadOnlySet<string> Required);
