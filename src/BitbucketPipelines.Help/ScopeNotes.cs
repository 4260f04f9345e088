using System.Reflection;

namespace BitbucketPipelines.Help;

/// <summary>What each cmdlet needs in scopes, out of the table that Test-BbSession uses too.</summary>
internal sealed class ScopeNotes
{
    private readonly List<(string Cmdlet, string Note)> _notes = [];

    public static ScopeNotes Read(Assembly cmdlets)
    {
        var notes = new ScopeNotes();
        object? table = cmdlets.GetType("BitbucketPipelines.Scopes")?.GetProperty("Groups")?.GetValue(null);
        if (table is not IReadOnlyList<(string Group, string Cmdlets, string[] Classic, string[] Granular)> groups)
        {
            throw new InvalidOperationException("Scopes.Groups is not what the help expects: groups of cmdlets with their scopes, classic "
                + "and granular.");
        }

        foreach ((_, string names, string[] classic, string[] granular) in groups)
        {
            string scopes = $"{string.Join(", ", classic)} (access tokens, OAuth) or {string.Join(", ", granular)} (API tokens)";
            foreach (string name in names.Split(',', StringSplitOptions.TrimEntries))
            {
                // A group can name a case: "Invoke-BbPipeline -PullRequest", "Invoke-BbPipeline without -Branch".
                string[] words = name.Split(' ', 2);
                string when = words.Length == 1 ? "" : words[1].StartsWith('-') ? $", with {words[1]}" : $", {words[1]}";
                notes._notes.Add((words[0], $"Scopes{when}: {scopes}."));
            }
        }

        return notes;
    }

    public IReadOnlyList<string> For(string cmdlet) => [.. _notes.Where(n => n.Cmdlet == cmdlet).Select(n => n.Note)];
}
