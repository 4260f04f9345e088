using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Selects steps by name (wildcards are allowed), position (starting at 1) or uuid.</summary>
internal static class StepSelector
{
    /// <summary>Whether a step matches a name, a position or a uuid.</summary>
    public static bool Matches(PipelineStep step, string name) =>
        Guid.TryParse(Uri.UnescapeDataString(name), out Guid uuid) ? Guid.TryParse(step.Uuid, out Guid own) && own == uuid
        : string.Equals(step.Name, name, StringComparison.OrdinalIgnoreCase)
            || Wildcard.IsMatch(name, step.DisplayName)
            || step.Position.ToString(CultureInfo.InvariantCulture) == name;

    /// <summary>What selects a step of which only some properties are known; null when that is no step at all.</summary>
    public static string[]? NamesOf(PipelineStep step) =>
        !string.IsNullOrEmpty(step.Uuid) ? [step.Uuid!]
        : step.Position > 0 ? [step.Position.ToString(CultureInfo.InvariantCulture)]
        : !string.IsNullOrEmpty(step.Name) ? [step.Name!]
        : null;

    /// <summary>The matching steps, each once, in the order of the names; all steps when there are no names.</summary>
    /// <param name="steps">The steps of the run.</param>
    /// <param name="names">Names, positions and uuids; null for all steps.</param>
    /// <param name="run">The run, for the errors.</param>
    /// <param name="missing">Receives an error for each name without wildcards that matches no step.</param>
    public static IReadOnlyList<PipelineStep> Select(
        IReadOnlyList<PipelineStep> steps, IReadOnlyCollection<string>? names, PipelineId run, Action<ErrorDescription> missing)
    {
        var selected = new List<PipelineStep>();
        foreach (string name in names ?? [])
        {
            PipelineStep[] found = Find(steps, name);
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                missing(Errors.NoSuchStep(name, run.ToString(), steps));
            }

            selected.AddRange(found.Where(s => !selected.Contains(s)));
        }

        return names is null ? steps : selected;
    }

    /// <summary>The steps that match. An exact name takes precedence, because a step can be called "2".</summary>
    private static PipelineStep[] Find(IReadOnlyList<PipelineStep> steps, string name)
    {
        PipelineStep[] named = [.. steps.Where(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))];
        return named.Length > 0 ? named : [.. steps.Where(s => Matches(s, name))];
    }
}
