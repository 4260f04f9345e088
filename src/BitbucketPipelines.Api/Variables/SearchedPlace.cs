using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Variables;

/// <summary>A place whose variables are searched: the workspace, or a repository with its environments.</summary>
/// <param name="Name">The place in words.</param>
/// <param name="IsWorkspace">Whether it is the workspace.</param>
/// <param name="Read">Reads the variables.</param>
internal sealed record SearchedPlace(string Name, bool IsWorkspace, Func<CancellationToken, Task<List<Variable>>> Read)
{
    /// <summary>All variables of the place, after <see cref="ReadAsync"/>.</summary>
    public List<Variable> Variables { get; private set; } = [];

    /// <summary>Reads the variables.</summary>
    /// <exception cref="BitbucketApiException">They cannot be read.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken) => Variables = await Read(cancellationToken).ConfigureAwait(false);
}
