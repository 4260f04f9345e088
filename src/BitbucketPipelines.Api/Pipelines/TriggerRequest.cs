namespace BitbucketPipelines.Api.Models;

/// <summary>The body that starts a run.</summary>
internal sealed class TriggerRequest
{
    /// <summary>What to run on.</summary>
    public PipelineTarget Target { get; set; } = new();

    /// <summary>Variables for this run alone.</summary>
    public List<RunVariable>? Variables { get; set; }
}
