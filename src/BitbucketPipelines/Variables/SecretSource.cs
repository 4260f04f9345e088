namespace BitbucketPipelines;

/// <summary>A place, and the secured variables there for which values are looked for.</summary>
/// <param name="Place">The place.</param>
/// <param name="Names">The names of those variables.</param>
internal sealed record SecretSource(SecretPlace Place, IReadOnlyList<string> Names);
