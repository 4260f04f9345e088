using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>
/// Ending early: after rejected credentials or an exhausted rate limit, the remaining records of that session would fail in the same way.
/// They are not tried, and one error reports them all. Bulk cmdlets do the same for their rows: see <see cref="BulkWork"/>.
/// </content>
public abstract partial class BitbucketCmdlet
{
    private readonly Dictionary<BitbucketSession, (ErrorDescription Error, BulkEnd End)> _earlyEnds = [];

    /// <summary>Whether the same call can be made again after a part of it was done, and does only the rest.</summary>
    private protected virtual bool IsRepeatable => true;

    /// <summary>Whether the work of the current session has ended; counts what is not done.</summary>
    private bool SkipsAfterEarlyEnd()
    {
        if (_earlyEnds.Count == 0 || SessionOrNull is not { } session || !_earlyEnds.TryGetValue(session, out var ended))
        {
            return false;
        }

        ended.End.Count(1);
        return true;
    }

    /// <summary>Ends the work of the current session if a failure says that all further requests would fail.</summary>
    private bool TryEndEarly(Exception e, object? target)
    {
        BitbucketApiException? cause = CauseOf(e);
        if (!BulkWork.IsEnd(cause) || SessionOrNull is not { } session)
        {
            return false;
        }

        // The error is written at the end, when it is known how many records it concerns.
        if (!_earlyEnds.TryGetValue(session, out var ended))
        {
            _earlyEnds[session] = ended = (
                ErrorOf(e is AccountEndedException ? cause! : e, session, target), new BulkEnd(session, cause!, target?.ToString() ?? ""));
        }

        // Other records were already on their way.
        if (e is AccountEndedException || !ReferenceEquals(ended.End.Cause, cause))
        {
            ended.End.Count(1);
        }

        return true;
    }

    private static bool IsEnd(Exception e) => BulkWork.IsEnd(CauseOf(e));

    private static BitbucketApiException? CauseOf(Exception e) => e switch
    {
        BitbucketApiException failure => failure,
        AccountEndedException ended => ended.Cause,
        ErrorRecordException { Error.Exception: BitbucketApiException failure } => failure,
        _ => null,
    };

    private void WriteEarlyEnds()
    {
        foreach ((ErrorDescription error, BulkEnd end) in _earlyEnds.Values)
        {
            DeferError(end.NotDone == 0
                ? error
                : Errors.EndedEarly(end, end.Account as BitbucketSession, "more item", " not processed.", IsRepeatable));
        }
    }
}
