using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works on caches of some age or size.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CacheFilterCmdlet : CacheCmdlet
{
    /// <summary>
    /// Only versions that were made longer ago than this: a number of days (<c>30</c>), a text (<c>30d</c>, <c>12h</c>,
    /// <c>7.00:00:00</c>), a time span, or a time in the past.
    /// </summary>
    [Parameter]
    [AgeTransformation]
    [ValidateNotNull]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>Only versions larger than this, in bytes. PowerShell knows 100MB and 1GB.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? LargerThan { get; set; }

    /// <summary>Whether age or size is asked for.</summary>
    private protected bool IsFiltered => OlderThan is not null || LargerThan is not null;

    /// <summary>Whether a version has the age and the size. One whose age or size is not told has not.</summary>
    private protected bool IsWanted(Cache cache, DateTimeOffset now) =>
        (OlderThan is not { } age || now - cache.CreatedOn > age) && (LargerThan is not { } size || cache.Size > size);
}
