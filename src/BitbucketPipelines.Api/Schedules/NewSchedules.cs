using System.Collections.Concurrent;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>
/// The schedules of a repository to which one call adds some. They are read once, and a schedule that exists already is not created again.
/// </summary>
internal sealed class NewSchedules(BitbucketClient client, RepositoryId repository)
{
    private readonly ScheduleEditor _editor = new(client, repository);
    private readonly object _gate = new();
    private readonly List<PipelineSchedule> _known = [];
    private Task<List<PipelineSchedule>>? _listing;

    /// <summary>The repository.</summary>
    public RepositoryId Repository { get; } = repository;

    /// <summary>The client.</summary>
    public BitbucketClient Client { get; } = client;

    /// <summary>Reads the list, at the first call.</summary>
    /// <exception cref="BitbucketApiException">The list cannot be read.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        Task<List<PipelineSchedule>> listing;
        lock (_gate)
        {
            listing = _listing ??= _editor.ListAsync(cancellationToken);
        }

        List<PipelineSchedule> all = await listing.ConfigureAwait(false);
        lock (_gate)
        {
            _known.AddRange(all.Except(_known));
        }
    }

    /// <summary>The schedule of the same branch, pipeline and times; null when there is none.</summary>
    public PipelineSchedule? Find(ScheduleBody body) => Array.Find(Known(), schedule => SchedulePlan.IsSame(schedule, body));

    /// <summary>Creates a schedule. One that was created in this call already is returned.</summary>
    public async Task<PipelineSchedule> CreateAsync(ScheduleBody body, CancellationToken cancellationToken)
    {
        if (Find(body) is { } existing)
        {
            return existing;
        }

        PipelineSchedule created = await _editor.CreateAsync(body, Known(), cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _known.Add(created);
        }

        return created;
    }

    /// <summary>Disables an existing schedule.</summary>
    public Task<PipelineSchedule> DisableAsync(PipelineSchedule existing, CancellationToken cancellationToken) =>
        _editor.SetEnabledAsync(existing.Uuid ?? "", false, cancellationToken);

    private PipelineSchedule[] Known()
    {
        lock (_gate)
        {
            return [.. _known];
        }
    }
}

/// <summary>
/// Looks at the branches and pipelines of the schedules that one call creates, with as few requests as possible: Bitbucket accepts both
/// unseen. A branch that is known to exist is not looked at. A custom pipeline is looked for once, in the first repository: a name with a
/// mistake is wrong in all of them.
/// </summary>
internal sealed class NewScheduleTargets
{
    private readonly ConcurrentDictionary<(string Branch, string Custom), bool> _customs = new();
    private readonly ConcurrentDictionary<(Uri, string Repository, string Branch), Lazy<Task<ScheduleTarget>>> _looks = new();

    /// <summary>Checks the target of a schedule; null when there is nothing to check.</summary>
    /// <param name="schedules">The schedules of the repository.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="custom">The custom pipeline; null for the pipeline of the branch.</param>
    /// <param name="isBranchKnown">Whether the branch exists, or need not exist.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<ScheduleTarget?> CheckAsync(
        NewSchedules schedules, string branch, string? custom, bool isBranchKnown, CancellationToken cancellationToken)
    {
        (BitbucketClient client, RepositoryId repository) = (schedules.Client, schedules.Repository);
        bool isFirst = custom is not null && _customs.TryAdd((branch, custom), true);
        if (isBranchKnown)
        {
            return !isFirst ? null
                : await ScheduleTarget.OfKnownAsync(client, repository, branch, cancellationToken).ConfigureAwait(false);
        }

        return await _looks.GetOrAdd(
            (client.ApiUri, repository.ToString().ToUpperInvariant(), branch), _ => new Lazy<Task<ScheduleTarget>>(
                () => ScheduleTarget.CheckAsync(client, repository, branch, isFirst, suggest: true, cancellationToken))).Value
            .ConfigureAwait(false);
    }
}
