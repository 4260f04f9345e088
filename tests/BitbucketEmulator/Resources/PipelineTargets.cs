using System.Globalization;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Reads the target of a trigger and finds what it names, with its errors.</summary>
internal static class PipelineTargets
{
    private static readonly string[] s_refTypes = ["branch", "tag", "named_branch", "bookmark", "annotated_tag"];

    public static EmulatedTarget Read(JsonObject target, EmulatedRepository repository) => JsonBody.Text(target, "type") switch
    {
        EmulatedTarget.Ref => ReadRef(target, repository),
        EmulatedTarget.Commit => ReadCommit(target, repository),
        EmulatedTarget.PullRequest => ReadPullRequest(target, repository),
        _ => throw ApiErrors.InvalidField(),
    };

    public static EmulatedTarget FromPullRequest(EmulatedRepository repository, PullRequestInfo pull) =>
        new(EmulatedTarget.PullRequest, repository.FindBranch(pull.Source)!.CommitHash)
        {
            Source = pull.Source,
            Destination = pull.Destination,
            DestinationCommit = repository.FindBranch(pull.Destination)!.CommitHash,
            Pull = pull,
        };

    /// <summary>The selector that the body names; null when it names none.</summary>
    public static Selector? ReadSelector(JsonObject target)
    {
        if (target["selector"] is not { } node)
        {
            return null;
        }

        var json = node as JsonObject;
        string? type = json is null ? null : JsonBody.Text(json, "type");
        if (json is null || type is null || !Selector.KnownTypes.Contains(type))
        {
            throw ApiErrors.InvalidField();
        }

        string? pattern = JsonBody.Text(json, "pattern");
        return type == "custom" && string.IsNullOrEmpty(pattern)
            ? throw ApiErrors.InvalidProperties()
            : new Selector(type, type == "default" ? null : pattern);
    }

    private static EmulatedTarget ReadRef(JsonObject target, EmulatedRepository repository)
    {
        string? name = JsonBody.Text(target, "ref_name");
        string? type = JsonBody.Text(target, "ref_type");
        if (string.IsNullOrEmpty(name) || type is null)
        {
            throw ApiErrors.InvalidProperties();
        }

        if (!s_refTypes.Contains(type))
        {
            throw ApiErrors.InvalidField();
        }

        bool tag = type is "tag" or "annotated_tag";
        GitRef found = (tag ? repository.FindTag(name) : repository.FindBranch(name))
            ?? throw ApiErrors.Service(404, $"Could not find last reference for {(tag ? "tag" : "branch")} {name}");

        // A commit that is not on that branch is accepted silently.
        string hash = target["commit"] is null ? found.CommitHash : CommitOf(target, "commit", repository);
        return new EmulatedTarget(EmulatedTarget.Ref, hash) { RefType = type, RefName = name };
    }

    /// <summary>Without a selector: 400 "The request body contains invalid properties".</summary>
    private static EmulatedTarget ReadCommit(JsonObject target, EmulatedRepository repository) => target["selector"] is null
        ? throw ApiErrors.InvalidProperties()
        : new EmulatedTarget(EmulatedTarget.Commit, CommitOf(target, "commit", repository));

    private static EmulatedTarget ReadPullRequest(JsonObject target, EmulatedRepository repository)
    {
        // Atlassian's own example sends the id as text, answers give a number.
        string? text = (target["pullrequest"] as JsonObject)?["id"]?.ToString();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            || JsonBody.Text(target, "source") is not { Length: > 0 } source
            || JsonBody.Text(target, "destination") is not { Length: > 0 } destination)
        {
            throw ApiErrors.InvalidProperties();
        }

        PullRequestInfo pull = repository.PullRequests.Find(item => item.Id == id)
            ?? throw ApiErrors.Service(404, $"Could not find pull request {id}");
        return new EmulatedTarget(EmulatedTarget.PullRequest, CommitOf(target, "commit", repository))
        {
            Source = source,
            Destination = destination,
            DestinationCommit = CommitOf(target, "destination_commit", repository),
            Pull = pull,
        };
    }

    private static string CommitOf(JsonObject target, string name, EmulatedRepository repository)
    {
        if (target[name] is not JsonObject json || JsonBody.Text(json, "hash") is not { Length: > 0 } hash)
        {
            throw ApiErrors.InvalidProperties();
        }

        // The text for an unknown commit is not known.
        return repository.FindCommit(hash)?.Hash ?? throw ApiErrors.Service(404, $"Could not find commit {hash}");
    }
}
