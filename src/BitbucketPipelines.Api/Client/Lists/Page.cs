namespace BitbucketPipelines.Api.Models;

/// <summary>One page of a list. Only <see cref="Values"/> is guaranteed.</summary>
internal sealed class Page<T> : ICheckedPage
{
    bool ICheckedPage.HasInvalidItem => Values?.Exists(v => v is null or ICheckedItem { IsWhole: false }) == true;

    public List<T>? Values { get; set; }

    /// <summary>The address of the next page. Only its presence is used: it loses sort and filters, so it is never followed.</summary>
    public string? Next { get; set; }

    /// <summary>The number of items on all pages.</summary>
    public long? Size { get; set; }

    /// <summary>The number of items on a full page.</summary>
    public int? Pagelen { get; set; }
}
