namespace BitbucketPipelines.Api.Runs;

/// <summary>Where a step stands among neighbouring steps that ran at the same time.</summary>
internal enum GroupPlace
{
    /// <summary>It ran alone, or did not run.</summary>
    None,

    /// <summary>It is the first of several.</summary>
    First,

    /// <summary>Others are above and below it.</summary>
    Middle,

    /// <summary>It is the last of several.</summary>
    Last,
}
