namespace BitbucketPipelines.Api;

/// <summary>Hands out turns: work for the same place that takes turns runs in the order in which the turns were handed out.</summary>
internal sealed class OrderedTurns
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next turn for a place. Not safe to call from several threads.</summary>
    public OrderedTurn Next(string place)
    {
        var turn = new OrderedTurn(_last.TryGetValue(place, out Task? last) ? last : Task.CompletedTask);
        _last[place] = turn.Done;
        return turn;
    }
}
