namespace BitbucketPipelines.Tests.Contract;

/// <summary>A fact about that file: skipped, with the reason, where it is not at hand.</summary>
internal sealed class OpenApiFactAttribute : FactAttribute
{
    public OpenApiFactAttribute() => Skip = OpenApi.Skip!;
}
