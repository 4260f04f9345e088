using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Picks steps by name (with wildcards), position (from 1) or uuid.</summary>
internal static class StepSelector
{
    /// <summary>Whether a step is meant. A name is preferred to a position: a step can be called "2".</summary>
    public static bool Matches(PipelineStep step, string wanted) =>
        Guid.TryParse(Uri.UnescapeDataString(wanted), out Guid uuid) ? Guid.TryParse(step.Uuid, out Guid own) && own == uuid
        : string.Equals(step.Name, wanted, StringComparison.OrdinalIgnoreCase)
            || new WildcardPattern(wanted, WildcardOptions.IgnoreCase).IsMatch(step.DisplayName)
            || step.Position.ToString(CultureInfo.InvariantCulture) == wanted;

    /// <summary>The steps that are meant, each once, in the order of what is wanted; all of them when nothing is.</summary>
    /// <param name="steps">The steps of the run.</param>
    /// <param name="wanted">Names, positions and uuids.</param>
    /// <param name="none">Told of each that means no step. Wildcards may mean none.</param>
    public static IReadOnlyList<PipelineStep> Select(
        IReadOnlyList<PipelineStep> steps, IReadOnlyCollection<string>? wanted, Action<string> none)
    {
        var selected = new List<PipelineStep>();
        foreach (string one in wanted ?? [])
        {
            PipelineStep[] found = Select(steps, one);
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(one))
            {
                none(one);
            }

            selected.AddRange(found.Where(s => !selected.Contains(s)));
        }

        return wanted is null ? steps : selected;
    }

    private static PipelineStep[] Select(IReadOnlyList<PipelineStep> steps, string wanted)
    {
        PipelineStep[] named = [.. steps.Where(s => string.Equals(s.Name, wanted, StringComparison.OrdinalIgnoreCase))];
        return named.Length > 0 ? named : [.. steps.Where(s => Matches(s, wanted))];
    }
}
