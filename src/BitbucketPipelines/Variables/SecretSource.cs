namespace BitbucketPipelines;

/// <summary>A place, and its secured variables that need a value.</summary>
/// <param name="Place">The place.</param>
/// <param name="Names">The names of the variables.</param>
internal sealed record SecretSource(SecretPlace Place, IReadOnlyList<string> Names);
