using BitbucketPipelines.Api;

namespace BitbucketPipelines.Output;

/// <summary>How much of some work is done.</summary>
/// <param name="Text">The text for the user: <c>12 of 166 places</c>.</param>
/// <param name="Fraction">The part of the work that is done, from 0 to 1; null when it is unknown.</param>
internal readonly record struct WorkState(string Text, double? Fraction)
{
    /// <summary>The state of reading a list.</summary>
    /// <param name="kind">The kind of item: <c>run</c>.</param>
    /// <param name="place">The place of the items.</param>
    /// <param name="read">The number of items that were read.</param>
    /// <param name="total">The number of items to read; null when it is unknown.</param>
    public static WorkState OfList(string kind, string place, long read, long? total) => total is > 0 and { } all
        ? new($"{Math.Min(read, all):N0} of {Counted.Of(all, kind)} of {place}", Math.Min(1, (double)read / all))
        : new(read == 0 ? $"Reading {Counted.Plural(kind)} of {place}" : $"{Counted.Of(read, kind)} of {place}", null);

    /// <summary>The state of work on input records, whose number is unknown.</summary>
    public static WorkState OfRecords(long records) => new($"{Counted.Of(records, "object")} from the pipeline", null);

    /// <summary>The state of work on several things, one after the other.</summary>
    /// <param name="kind">The kind of thing: <c>run</c>.</param>
    /// <param name="done">The number of things that are done.</param>
    /// <param name="all">The number of all things.</param>
    public static WorkState OfItems(string kind, int done, int all) =>
        new($"{done:N0} of {Counted.Of(all, kind)}", all == 0 ? null : (double)done / all);

    /// <summary>The state of a download.</summary>
    /// <param name="kind">What is downloaded: <c>log</c>.</param>
    /// <param name="done">The number of bytes that have arrived.</param>
    /// <param name="all">The number of bytes to read; null when it is unknown.</param>
    public static WorkState OfDownload(string kind, long done, long? all) => all is > 0 and { } size
        ? new($"{Display.Size(done)} of {Display.Size(size)} of the {kind}", Math.Min(1, (double)done / size))
        : new(done == 0 ? $"Waiting for the {kind}" : $"{Display.Size(done)} of the {kind}", null);

    /// <summary>
    /// The state of work in several places. The number of changes in places that are not planned yet is estimated from those that are.
    /// </summary>
    /// <param name="kind">The kind of item that is changed; null when places are only read.</param>
    /// <param name="places">The number of places.</param>
    /// <param name="planned">The number of places that were read and planned.</param>
    /// <param name="changes">The number of planned changes for which requests are sent.</param>
    /// <param name="changed">The number of those that are complete.</param>
    /// <param name="items">The number of items that are complete, also without a change; null for those that were changed.</param>
    /// <param name="requests">The number of requests that were sent; 0 when they are not counted.</param>
    public static WorkState OfPlaces(
        string? kind, int places, int planned, long changes, long changed, long? items = null, long requests = 0)
    {
        double all = places + (planned == 0 ? 0 : (double)changes * places / planned);
        string text = kind is null || (places > 1 && (items ?? changed) == 0) ? $"{planned:N0} of {Counted.Of(places, "place")}"
            : places > 1 ? $"{planned:N0} of {Counted.Of(places, "place")}, {Counted.Of(items ?? changed, kind)}"
            : changes == 0 ? $"Reading {Counted.Plural(kind)}"
            : $"{changed:N0} of {Counted.Of(changes, kind)}";
        return new(
            requests == 0 ? text : $"{text}, {Counted.Of(requests, "request")}", all == 0 ? null : Math.Min(1, (planned + changed) / all));
    }

    /// <summary>What is left of work in several places, as part of a sentence; null when nothing is.</summary>
    /// <param name="places">The number of places that are not planned yet.</param>
    /// <param name="changes">The number of planned changes that are not made yet.</param>
    public static string? Left(int places, long changes) => (places, changes) switch
    {
        ( <= 0, <= 0) => null,
        ( <= 0, _) => $"{Counted.Are(changes, "change")} left",
        (_, <= 0) => $"{Counted.Are(places, "place")} left",
        _ => $"{Counted.Of(changes, "change")} and {Counted.Of(places, "more place")} are left",
    };
}
