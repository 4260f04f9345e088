namespace BitbucketPipelines.Help;

/// <summary>Something that the help must not ship with.</summary>
internal sealed record Problem(string File, string Code, string Message);
