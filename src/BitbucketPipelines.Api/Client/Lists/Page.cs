namespace BitbucketPipelines.Api.Models;

/// <summary>One page of a list. Only <see cref="Values"/> is guaranteed.</summary>
/// <typeparam name="T">The kind of item.</typeparam>
internal sealed class Page<T> : ICheckedPage
{
    bool ICheckedPage.HasStrangeItem => Values?.Exists(v => v is null or ICheckedItem { IsWhole: false }) == true;

    /// <summary>The items.</summary>
    public List<T>? Values { get; set; }

    /// <summary>
    /// The address of the next page. Only whether it is there counts: it loses sort and filters, so it is never followed.
    /// </summary>
    public string? Next { get; set; }

    /// <summary>How many items there are on all pages.</summary>
    public long? Size { get; set; }

    /// <summary>How many items a full page has.</summary>
    public int? Pagelen { get; set; }
}
