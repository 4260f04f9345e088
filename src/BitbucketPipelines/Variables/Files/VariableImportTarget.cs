using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>A scope, and the variables of a file that are imported into it.</summary>
/// <param name="Store">The scope.</param>
/// <param name="Entries">The variables.</param>
internal sealed record VariableImportTarget(LazyVariableStore Store, VariableEntry[] Entries);
