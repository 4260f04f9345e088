namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Reads logs of several runs at the same time, although their lines are returned one run after the other: only the beginning of a log is
/// read before its turn, so that what waits in memory is bounded.
/// </summary>
/// <param name="gate">The limit on concurrent requests.</param>
/// <param name="hasTurn">Whether it is the turn of this log.</param>
/// <param name="turn">Waits for the turn.</param>
internal sealed class LogReadAhead(AccountGate gate, Func<bool> hasTurn, Func<CancellationToken, Task> turn)
{
    /// <summary>No more of a log is read before its turn after this many bytes. Pieces have up to 128 KiB by then.</summary>
    private const int MaxBytes = 192 * 1024;

    /// <summary>How many pieces of a log are read before its turn, however short they are.</summary>
    private const int MaxPieces = 256;

    /// <summary>Whether no more of the log is read before its turn.</summary>
    /// <param name="bytes">The number of bytes that were read.</param>
    /// <param name="pieces">The number of pieces in which they came.</param>
    public bool Waits(long bytes, int pieces) => (bytes >= MaxBytes || pieces >= MaxPieces) && !hasTurn();

    /// <summary>Waits for the turn.</summary>
    public Task WaitForTurnAsync(CancellationToken cancellationToken) => turn(cancellationToken);

    /// <summary>Sends requests as soon as the limit allows it.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => gate.RunAsync(work, cancellationToken);
}
