using System.Management.Automation;
using System.Reflection;

namespace BitbucketPipelines;

/// <content>The parameters of lists: -First (or -Top), -Skip and -IncludeTotalCount.</content>
public abstract partial class BitbucketCmdlet : IDynamicParameters
{
    private ListLength? _length;

    /// <inheritdoc/>
    object? IDynamicParameters.GetDynamicParameters() =>
        GetType().GetCustomAttribute<CmdletAttribute>()?.SupportsPaging == true ? _length ??= new ListLength() : null;

    /// <summary>Applies -Top, which is the same as -First.</summary>
    private void ApplyListLength()
    {
        if (_length is null || !MyInvocation.BoundParameters.ContainsKey(nameof(ListLength.Top)))
        {
            return;
        }

        if (MyInvocation.BoundParameters.ContainsKey(nameof(PagingParameters.First)))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.AmbiguousFilter, "-First and -Top mean the same.", "Specify only one of them."), terminating: true);
        }

        PagingParameters.First = _length.Top;
    }

    /// <summary>Applies -Skip and -First to a list that is written while it is read and whose length is unknown.</summary>
    private protected PagingWindow NewPagingWindow()
    {
        WriteTotalCount(PagingParameters, total: null, isExact: false);
        return new PagingWindow(PagingParameters);
    }

    /// <summary>Writes the total count, once, when -IncludeTotalCount is specified.</summary>
    /// <param name="paging">The parameters.</param>
    /// <param name="total">The number of items; null when the server does not report it.</param>
    /// <param name="isExact">Whether the count is exact. It is an estimate where this cmdlet filters the items.</param>
    private void WriteTotalCount(PagingParameters? paging, long? total, bool isExact)
    {
        if (paging?.IncludeTotalCount == true)
        {
            paging.IncludeTotalCount = false;
            WriteObject(paging.NewTotalCount((ulong)(total ?? 0), total is null ? 0 : isExact ? 1 : 0.5));
        }
    }
}
