namespace BitbucketPipelines.Api;

/// <summary>Lets the requests of a client pass as soon as the allowance of their account permits it.</summary>
/// <param name="options">The settings of the client.</param>
/// <param name="deadline">When all requests of the client must have ended.</param>
internal sealed class AllowanceGate(BitbucketClientOptions options, Deadline deadline)
{
    private readonly AccountAllowances _own = AllowancesOf(options, options.ApiUri, isAnonymous: false);

    /// <summary>The allowance that nearly all requests count in.</summary>
    public Allowance ForRepositories => _own.ForRepositories;

    /// <summary>Waits until the allowance permits the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="waited">How long it has waited for that already.</param>
    /// <param name="refusal">The 429 of its latest attempt; null if there was none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The permit; null for a request to the storage, which has no allowance.</returns>
    /// <exception cref="BitbucketApiException">The wait would be longer than the caller permits.</exception>
    public async Task<AllowancePermit?> EnterAsync(
        ApiRequest request, TimeSpan waited, BitbucketApiException? refusal, CancellationToken cancellationToken)
    {
        if (request.Address is not null)
        {
            return null;
        }

        Allowance allowance = AllowancesFor(request).For(request);
        TimeSpan most = options.Retry.LongestLimitWait;
        return await allowance
            .EnterAsync(
                most == TimeSpan.MaxValue ? most : most - waited, deadline.Left, options.Observer?.Target,
                options.Observer is { } observer ? wait => observer(new ApiEvent(wait.Describe(null), Wait: wait)) : null,
                cancellationToken)
            .ConfigureAwait(false) ?? throw (refusal ?? RequestErrors.Limited(request, allowance.Read().NamedWait));
    }

    /// <summary>
    /// Takes a response into account and gives the permit back. Returns whether after 429 the allowance decides when the request is sent
    /// again.
    /// </summary>
    public bool Leave(AllowancePermit permit, ApiRequest request, HttpResponseMessage response, AttemptOutcome outcome)
    {
        AllowanceHeaders headers = AllowanceHeaders.Read(response.Headers);
        Allowance allowance = AllowancesFor(request).Learn(request, headers.Resource);
        bool isDecided = permit.Answered(allowance, (int)response.StatusCode, headers, outcome.RetryAfter);
        permit.Dispose();
        return isDecided;
    }

    private static AccountAllowances AllowancesOf(BitbucketClientOptions options, Uri root, bool isAnonymous) =>
        AccountAllowances.Of(options.Clock, root, isAnonymous ? "anonymous" : options.Credential?.Account ?? "anonymous");

    private AccountAllowances AllowancesFor(ApiRequest request) => request.Root != ApiRoot.Site && !request.Anonymous
        ? _own
        : AllowancesOf(options, request.Root != ApiRoot.Site ? options.ApiUri : options.SiteUri, request.Anonymous);
}
