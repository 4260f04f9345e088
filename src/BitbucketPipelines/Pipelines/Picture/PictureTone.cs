using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Output;

/// <summary>What a status means to a person: it chooses the symbol and the color.</summary>
internal enum PictureTone
{
    /// <summary>Not started, or never run.</summary>
    Idle,

    /// <summary>Succeeded.</summary>
    Good,

    /// <summary>Failed.</summary>
    Bad,

    /// <summary>Stopped, expired or halted.</summary>
    Ended,

    /// <summary>Waits for a person or for another deployment.</summary>
    Waiting,

    /// <summary>Running.</summary>
    Active,
}

/// <summary>The tone of a status.</summary>
internal static class PictureTones
{
    /// <summary>The tone of a result, stage or state.</summary>
    public static PictureTone Of(string? status) => status switch
    {
        PipelineStates.Successful => PictureTone.Good,
        PipelineStates.Failed or PipelineStates.Error => PictureTone.Bad,
        PipelineStates.Stopped or "EXPIRED" or PipelineStates.Halted => PictureTone.Ended,
        PipelineStates.Paused => PictureTone.Waiting,
        PipelineStates.InProgress or "RUNNING" => PictureTone.Active,
        _ => PictureTone.Idle,
    };
}
