using System.Collections.Concurrent;

namespace BitbucketPipelines.Api;

/// <summary>
/// The jobs of bulk work: several at the same time, those of one key one after the other. After the end of an account, its remaining jobs
/// are reported as not done.
/// </summary>
/// <param name="requests">Limits the number of concurrent requests; those of earlier places go first.</param>
/// <param name="ends">The accounts whose work ended early.</param>
internal sealed class BulkChanges(PriorityGate requests, BulkEnds ends)
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _stopped = new();
    private int _jobsDone;
    private int _changesDone;

    /// <summary>The number of items that are complete.</summary>
    public int JobsDone => Volatile.Read(ref _jobsDone);

    /// <summary>The number of complete items for which requests were sent.</summary>
    public int ChangesDone => Volatile.Read(ref _changesDone);

    /// <summary>Describes the changes that were canceled midway; null when there are none.</summary>
    public string? StoppedMidway => _stopped.IsEmpty ? null : string.Join(" ", _stopped);

    /// <summary>Waits until all jobs that were begun are complete, whatever their result.</summary>
    public async Task WaitForAllAsync()
    {
        foreach (Task change in _last.Values.ToArray())
        {
            await IgnoreErrorsAsync(change).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets complete jobs, for which nothing has to wait.</summary>
    public void ForgetCompleted()
    {
        foreach (string key in _last.Where(last => last.Value.IsCompleted).Select(last => last.Key).ToArray())
        {
            _last.Remove(key);
        }
    }

    /// <summary>Begins a job. It waits until the earlier job of its key is complete, and for a free request.</summary>
    public Task<BulkRows> BeginAsync(BulkPlace place, BulkJob job, CancellationToken cancellationToken)
    {
        Task? earlier = null;
        if (job.Key is not null)
        {
            _last.TryGetValue(job.Key, out earlier);
        }

        Task<BulkRows> task = CountAsync();
        if (job.Key is not null)
        {
            _last[job.Key] = task;
        }

        return task;

        async Task<BulkRows> CountAsync()
        {
            BulkRows rows = await RunOneAsync().ConfigureAwait(false);
            Interlocked.Increment(ref _jobsDone);
            if (job.Sends)
            {
                Interlocked.Increment(ref _changesDone);
            }

            return rows;
        }

        async Task<BulkRows> RunOneAsync()
        {
            if (earlier is not null)
            {
                await earlier.ConfigureAwait(false);
            }

            if (!job.Sends)
            {
                return new BulkRows(await job.Work(cancellationToken).ConfigureAwait(false), false);
            }

            await requests.WaitAsync(place.Rank, cancellationToken).ConfigureAwait(false);
            try
            {
                if (ends.Of(place.Account) is { } end)
                {
                    IReadOnlyList<ItemResult> none = job.NotDone(end.Reason);
                    end.Count(none.Count);
                    return new BulkRows(none, true);
                }

                IReadOnlyList<ItemResult> rows = await job.Work(cancellationToken).ConfigureAwait(false);
                BitbucketApiException? refused = rows.Select(r => r.Failure?.ToException()).FirstOrDefault(BulkWork.IsEnd);
                if (refused is not null)
                {
                    ends.Add(place, refused).Count(rows.Count);
                }

                return new BulkRows(rows, refused is not null);
            }
            catch (StoppedMidwayException e)
            {
                _stopped.Enqueue(e.Message);
                throw;
            }
            finally
            {
                requests.Release();
            }
        }
    }

    /// <summary>Waits for a task, whatever its result.</summary>
    public static async Task IgnoreErrorsAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception) when (task.IsCompleted)
        {
            // It was cancelled, or its failure was already reported.
        }
    }
}
