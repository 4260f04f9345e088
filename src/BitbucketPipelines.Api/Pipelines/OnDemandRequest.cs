using System.Globalization;

namespace BitbucketPipelines.Api.Models;

/// <summary>
/// A run of YAML that is not committed. The YAML is the body of the request; everything else is in the query, by the JSON path that it has
/// in the body of other runs.
/// </summary>
internal sealed class OnDemandRequest
{
    /// <summary>What the run works on, and its variables. A secured one is refused.</summary>
    public TriggerRequest Trigger { get; init; } = new();

    /// <summary>The YAML as UTF-8.</summary>
    public byte[] Yaml { get; init; } = [];

    /// <summary>Whether the defaults of the repository are merged into the YAML.</summary>
    public bool MergesDefaults { get; init; }

    /// <summary>The branch that is created from the target; null for none.</summary>
    public string? BranchToCreate { get; init; }

    /// <summary>The query, in the order in which the documentation writes it.</summary>
    /// <exception cref="ArgumentException">A variable is secured: its value would be part of the address.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> ToQuery()
    {
        var query = new List<KeyValuePair<string, string>>();
        PipelineTarget target = Trigger.Target;
        Add("target.type", target.Type);
        Add("target.ref_type", target.RefKind);
        Add("target.ref_name", target.RefName);
        Add("target.source", target.Source);
        Add("target.destination", target.Destination);
        Add("target.destination_commit.hash", target.DestinationCommit?.Hash);
        Add("target.commit.hash", target.Commit?.Hash);
        Add("target.pullrequest.id", target.PullRequest?.Id?.ToString(CultureInfo.InvariantCulture));
        Add("target.selector.type", target.Selector?.Type);
        Add("target.selector.pattern", target.Selector?.Pattern);
        for (int i = 0; i < (Trigger.Variables?.Count ?? 0); i++)
        {
            RunVariable variable = Trigger.Variables![i];
            if (variable.Secured == true)
            {
                throw new ArgumentException("A secured variable cannot be sent with YAML: its value would be part of the address.");
            }

            Add(FormattableString.Invariant($"variables[{i}].key"), variable.Key);
            Add(FormattableString.Invariant($"variables[{i}].value"), variable.Value);
        }

        Add("merge_defaults", MergesDefaults ? "true" : null);
        Add("target_branch_to_create", BranchToCreate);
        return query;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Add(new(name, value));
            }
        }
    }
}
