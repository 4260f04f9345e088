using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The check of Connect-BbWorkspace: one request that any credentials may send.</summary>
/// <param name="session">The session.</param>
/// <param name="place">The session with the place in effect.</param>
/// <param name="failure">The failure of the request; null if it succeeded.</param>
internal sealed class ConnectionCheck(BitbucketSession session, BitbucketSession place, BitbucketApiException? failure)
{
    /// <summary>The maximum time of the check.</summary>
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(8);

    /// <summary>The failure if Bitbucket rejected the credentials; otherwise null.</summary>
    public BitbucketApiException? Rejected =>
        failure is not null && !SessionTester.IsAccepted(failure)
        && RequestFailure.Describe(failure, session).Item1 == ErrorId.InvalidCredentials ? failure : null;

    /// <summary>The failure if the session cannot work at the place: its credentials are rejected, or the place is not found.</summary>
    public BitbucketApiException? Unusable => Rejected ?? (failure?.StatusCode == 404 ? failure : null);

    /// <summary>Sends the request: for the repository, otherwise its list, otherwise the user.</summary>
    public static async Task<ConnectionCheck> RunAsync(
        BitbucketClient client, BitbucketSession session, BitbucketSession place, CancellationToken cancellationToken)
    {
        BitbucketClient limited = client.WithoutRetries().Until(Deadline.After(session.Client.Clock, s_maxTime));
        BitbucketApiException? failure = await new SessionTester(limited, session)
            .ReadPlaceAsync(place.Workspace, RepositoryOf(place), cancellationToken).ConfigureAwait(false);
        return new ConnectionCheck(session, place, failure);
    }

    /// <summary>What is written about it: who is connected and where, or why that is not known.</summary>
    public IEnumerable<CmdletOutput> Describe()
    {
        if (Rejected is not null)
        {
            yield break;
        }

        if (failure is not null && !SessionTester.IsAccepted(failure))
        {
            yield return new CmdletOutput.Warning(
                $"The credentials could not be checked. {failure.Message.TrimEnd('.')}. {RequestFailure.Describe(failure, session).Item2}");
            yield break;
        }

        yield return new CmdletOutput.Information(ConnectedLine.Of(place));
        if (failure?.StatusCode == 404)
        {
            string missing = RepositoryOf(place)?.ToString() ?? place.Workspace!;
            yield return new CmdletOutput.Warning($"{missing} was not found, or the credentials have no access. Check the spelling.");
        }
        else if (failure is not null)
        {
            yield return new CmdletOutput.Verbose($"The credentials are accepted. {failure.Message}");
        }
    }

    private static RepositoryId? RepositoryOf(BitbucketSession place) =>
        place is { Workspace: { } workspace, Repository: { } slug } ? new RepositoryId(workspace, slug) : null;
}
