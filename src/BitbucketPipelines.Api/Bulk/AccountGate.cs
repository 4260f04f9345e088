namespace BitbucketPipelines.Api;

/// <summary>The limit on concurrent requests, for one of the accounts that share it.</summary>
/// <param name="gate">The limit.</param>
/// <param name="account">The account.</param>
/// <param name="ready">Waits until more answers may arrive; null when they always may.</param>
internal sealed class AccountGate(RequestGate gate, object account, Func<CancellationToken, Task>? ready = null)
{
    /// <summary>Waits until fewer requests than the limit are in flight, then runs the work.</summary>
    /// <param name="work">Sends one request, or several one after the other.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="AccountEndedException">An earlier request says that this one would fail in the same way.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (ready is not null)
        {
            await ready(cancellationToken).ConfigureAwait(false);
        }

        return await gate.RunAsync(account, work, cancellationToken).ConfigureAwait(false);
    }
}
