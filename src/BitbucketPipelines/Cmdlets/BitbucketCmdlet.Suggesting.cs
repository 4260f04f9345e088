using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>Suggestions for the name of a repository that does not exist. Every cmdlet can meet one.</content>
public abstract partial class BitbucketCmdlet
{
    /// <summary>The maximum number of missing repositories of a call for which others are looked up.</summary>
    private const int MaxLookups = 3;

    private readonly Dictionary<string, string> _similar = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds to an error about a repository that does not exist which ones the workspace has.</summary>
    private ErrorDescription Completed(ErrorDescription error)
    {
        if (error.Cause is not BitbucketApiException e || RequestFailure.MissingRepository(e) is not { } missing)
        {
            return error;
        }

        if (!_similar.TryGetValue(missing.ToString(), out string? suggestion))
        {
            if (_similar.Count >= MaxLookups || SessionOrNull is null)
            {
                return error;
            }

            _similar[missing.ToString()] = suggestion = SuggestRepositories(missing);
        }

        return error with { Advice = $"{suggestion} {error.Advice}".Trim() };
    }

    private string SuggestRepositories(RepositoryId missing)
    {
        try
        {
            return Await(token => new Alternatives(Client, missing).RepositoriesAsync(token)) is { Names.Count: > 0 } existing
                ? Suggestion.Text(missing.Slug, existing.Names, $"The repositories of {missing.Workspace} are", existing.Total)
                : "";
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return "";
        }
    }
}
