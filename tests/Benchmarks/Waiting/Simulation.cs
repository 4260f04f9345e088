using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Benchmarks;

/// <summary>A run: when it ends, and how long the earlier runs of its pipeline took.</summary>
internal sealed record SimulatedRun(double Duration, double[] History);

/// <summary>What a policy achieved.</summary>
internal sealed record Score(double Mean, double Late, double Requests);

/// <summary>Says when each repository, with one run each, is looked at.</summary>
internal interface IPolicy
{
    /// <summary>The time of the next look at a repository, which can change until then.</summary>
    double Due(int repository, double now);

    /// <summary>Takes a look that found the run still going. Returns the number of requests that the look has cost.</summary>
    int Looked(int repository, double now);

    /// <summary>Takes a look that found the end of the run.</summary>
    void Ended(int repository, double now);

    /// <summary>Takes a look that was refused because the rate limit is exceeded.</summary>
    void Refused(int repository, double now);
}

/// <summary>Plays a wait on virtual time: looks cost requests, and the server refuses those above its limit an hour.</summary>
internal static class Simulation
{
    public static Score Run(IReadOnlyList<SimulatedRun> runs, Func<IReadOnlyList<SimulatedRun>, IPolicy> make, int limit)
    {
        IPolicy policy = make(runs);
        var queue = new PriorityQueue<int, (double, int)>();
        var window = new Queue<(double At, int Requests)>();
        int inWindow = 0;
        long requests = 0;
        var delays = new List<double>();
        for (int i = 0; i < runs.Count; i++)
        {
            queue.Enqueue(i, (policy.Due(i, 0), i));
        }

        while (queue.TryDequeue(out int i, out (double At, int) order))
        {
            double now = order.At;
            double due = policy.Due(i, now);
            if (due > now + 1e-6)
            {
                queue.Enqueue(i, (Math.Min(due, now + Tick(due - now, now)), i));
                continue;
            }

            while (window.TryPeek(out (double At, int Requests) old) && old.At <= now - 3600)
            {
                inWindow -= window.Dequeue().Requests;
            }

            requests++;
            if (inWindow >= limit)
            {
                policy.Refused(i, now);
            }
            else if (runs[i].Duration <= now)
            {
                (window, inWindow) = (Add(window, now, 1), inWindow + 1);
                delays.Add(now - runs[i].Duration);
                policy.Ended(i, now);
                continue;
            }
            else
            {
                int cost = policy.Looked(i, now);
                (window, inWindow) = (Add(window, now, cost), inWindow + cost);
                requests += cost - 1;
            }

            due = policy.Due(i, now);
            queue.Enqueue(i, (Math.Min(due, now + Tick(due - now, now)), i));
        }

        delays.Sort();
        return new Score(delays.Average(), delays[(int)Math.Ceiling(0.95 * delays.Count) - 1], requests);
    }

    /// <summary>How often a policy is asked when a look is due: as the module asks.</summary>
    private static double Tick(double left, double now) =>
        LookPlanner.Tick(TimeSpan.FromSeconds(left), TimeSpan.FromSeconds(now)).TotalSeconds;

    private static Queue<(double, int)> Add(Queue<(double, int)> window, double at, int requests)
    {
        window.Enqueue((at, requests));
        return window;
    }
}
