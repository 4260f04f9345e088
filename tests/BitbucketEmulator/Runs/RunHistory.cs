using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Runs to create without the API, for tests that need a past.</summary>
public sealed record RunHistory
{
    private static readonly string[] s_results = ["SUCCESSFUL", "FAILED", "ERROR", "STOPPED", "EXPIRED"];

    public int Count { get; init; } = 1;

    /// <summary>Null: the main branch, unless a tag, a commit or a pull request is named.</summary>
    public string? Branch { get; init; }

    public string? Tag { get; init; }

    /// <summary>A hash or the beginning of one; alone it makes a commit target, with a branch or tag it is the commit on that.</summary>
    public string? Commit { get; init; }

    public int? PullRequest { get; init; }

    /// <summary>As in <see cref="EmulatorState.SetScript"/>; null: what Bitbucket would choose for the target.</summary>
    public string? Selector { get; init; }

    /// <summary>
    /// SUCCESSFUL, FAILED, ERROR, STOPPED or EXPIRED; or PARSING, PENDING, RUNNING, PAUSED, HALTED for one that stays so; null: what
    /// the script says, from its beginning.
    /// </summary>
    public string? Result { get; init; } = "SUCCESSFUL";

    /// <summary>Age of the newest; null: just old enough to have ended, or 0 for one that has not.</summary>
    public double? AgeSeconds { get; init; }

    /// <summary>Each is so much older than the next.</summary>
    public double SpacingSeconds { get; init; } = 60;

    /// <summary>Nickname (a new one makes a new user) or uuid; null: <c>dev</c>.</summary>
    public string? Creator { get; init; }

    /// <summary>PUSH, MANUAL, SCHEDULE or PARENT_STEP.</summary>
    public string Trigger { get; init; } = "PUSH";

    /// <summary>Sent in place of the target.</summary>
    public JsonObject? RawTarget { get; init; }

    /// <summary>Sent in place of the state.</summary>
    public JsonObject? RawState { get; init; }

    internal IReadOnlyList<int> AddTo(EmulatorWorld world, EmulatedRepository repository, DateTimeOffset now)
    {
        EmulatedTarget target = CreateTarget(repository);
        Selector selector = Selector is null ? repository.Scripts.Resolve(target) : BitbucketEmulator.Selector.FromKey(Selector);
        RunScript script = Adapt(repository.Scripts.Find(selector));
        bool ends = Result is not null && s_results.Contains(Result);
        double age = AgeSeconds ?? (ends ? script.TotalSeconds + 1 : 0);
        var builds = new List<int>();
        for (int i = Count - 1; i >= 0; i--)
        {
            var request = new RunRequest(
                target, selector, script, world.GetOrAddUser(Creator ?? "dev"), now.AddSeconds(-age - (i * SpacingSeconds)))
            {
                Trigger = Trigger,
                RawTarget = RawTarget,
                RawState = RawState,
            };
            builds.Add(world.AddRun(repository, request).BuildNumber);
        }

        return builds;
    }

    private EmulatedTarget CreateTarget(EmulatedRepository repository)
    {
        string? hash = Commit is null ? null : repository.FindCommit(Commit)?.Hash ?? throw new ControlException($"no commit '{Commit}'");
        if (PullRequest is { } id)
        {
            return PipelineTargets.FromPullRequest(
                repository, repository.PullRequests.Find(pull => pull.Id == id) ?? throw new ControlException($"no pull request {id}"));
        }

        if (Tag is not null)
        {
            GitRef tag = repository.FindTag(Tag) ?? throw new ControlException($"no tag '{Tag}'");
            return new EmulatedTarget(EmulatedTarget.Ref, hash ?? tag.CommitHash) { RefType = "tag", RefName = Tag };
        }

        if (hash is not null && Branch is null)
        {
            return new EmulatedTarget(EmulatedTarget.Commit, hash);
        }

        string name = Branch ?? repository.MainBranch;
        GitRef branch = repository.FindBranch(name) ?? throw new ControlException($"no branch '{name}'");
        return new EmulatedTarget(EmulatedTarget.Ref, hash ?? branch.CommitHash) { RefType = "branch", RefName = name };
    }

    /// <summary>The script, bent so that it comes out as wanted.</summary>
    private RunScript Adapt(RunScript script)
    {
        const double forEver = 10e8;
        StepScript first = script.Steps.Count > 0 ? script.Steps[0] : new StepScript();
        List<StepScript> rest = [.. script.Steps.Skip(1)];
        List<StepScript> automatic = [.. script.Steps.Select(step => step with { Manual = false })];
        RunScript plain = script with { HaltAfter = null, Error = null, Result = null, Steps = automatic };
        RunScript begun = script with { Parsing = 0, Pending = 0, HaltAfter = null, Error = null };
        RunScript First(RunScript basis, StepScript step) => basis with { Steps = [step, .. rest] };
        return Result switch
        {
            null => script,
            "SUCCESSFUL" => plain with { Steps = [.. automatic.Select(step => step with { Result = Result, Error = null })] },
            "ERROR" => plain with { Error = script.Error ?? new RunError("yaml-parser.invalid", "The YAML is not valid.") },
            "FAILED" or "STOPPED" or "EXPIRED" => First(plain, first with { Manual = false, Result = Result }) with { Result = Result },
            "PARSING" => script with { Parsing = forEver },
            "PENDING" => script with { Parsing = 0, Pending = forEver },
            "RUNNING" => First(begun, first with { Manual = false, Duration = forEver }),
            "PAUSED" => First(begun, first with { Manual = true }),
            "HALTED" => begun with { HaltAfter = 0, Steps = script.Steps.Count > 0 ? script.Steps : [first] },
            _ => throw new ControlException(
                $"result '{Result}' is none of {string.Join(", ", s_results)}, PARSING, PENDING, RUNNING, PAUSED, HALTED"),
        };
    }
}
