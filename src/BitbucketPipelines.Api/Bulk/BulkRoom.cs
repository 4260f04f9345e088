namespace BitbucketPipelines.Api;

/// <summary>
/// How many places may be under way when little of the allowance may be left and the caller does not wait for more: as many as can be
/// finished. Otherwise all requests would be spent on reading, and nothing would be changed.
/// </summary>
/// <param name="client">The client whose allowance counts.</param>
/// <param name="requests">Counts the requests of the call.</param>
internal sealed class BulkRoom(BitbucketClient client, RequestCounter requests)
{
    /// <summary>So many requests are enough for several places, whatever each of them takes.</summary>
    private const int Plenty = 500;

    private readonly long _before = requests.Sent;

    /// <summary>The number of places that may be under way.</summary>
    /// <param name="finished">The number of places that are finished, which tell how many requests one takes.</param>
    public int MostPlaces(int finished)
    {
        int? left = client.WaitsForAllowance ? int.MaxValue : client.Allowance.Read().Left;
        long each = finished == 0 ? 0 : Math.Max(1, (requests.Sent - _before) / finished);
        return left >= Plenty ? int.MaxValue
            : each == 0 ? 1
            : left is { } known ? (int)Math.Max(1, known / each)
            : int.MaxValue;
    }
}
