using System.Management.Automation;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>
/// Other names of -First, which is a parameter of PowerShell's own and cannot have an alias. They are dynamic parameters of each cmdlet
/// that returns a list, so that no abbreviation of another parameter becomes ambiguous.
/// </summary>
internal sealed class ListLength
{
    /// <summary>The same as -First.</summary>
    [Parameter(DontShow = true)]
    [Alias("Limit")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ulong Top { get; set; } = ulong.MaxValue;
}
