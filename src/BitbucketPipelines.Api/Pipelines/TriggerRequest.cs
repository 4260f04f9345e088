namespace BitbucketPipelines.Api.Models;

/// <summary>The body of the request that starts a run.</summary>
internal sealed class TriggerRequest
{
    /// <summary>What the run works on.</summary>
    public PipelineTarget Target { get; set; } = new();

    /// <summary>The variables of this run; null for none.</summary>
    public List<RunVariable>? Variables { get; set; }
}
