namespace BitbucketPipelines.Api.Runs;

/// <summary>What is known about the rate limit when looks are planned.</summary>
/// <param name="Limit">The number of requests that the server allows in an hour.</param>
/// <param name="Left">The number of requests that are left now, by whomever the others were sent; null when it is unknown.</param>
/// <param name="IsNear">Whether the server has said that the limit is almost reached.</param>
internal readonly record struct LookAllowance(int Limit, int? Left = null, bool IsNear = false)
{
    /// <summary>The limit of an ordinary account.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>What Bitbucket allows if nothing else is known.</summary>
    public static LookAllowance Default => new(DefaultLimit);
}
