namespace BitbucketPipelines;

/// <content>Errors about projects.</content>
internal static partial class Errors
{
    /// <summary>A project that neither a repository nor the list of projects has.</summary>
    /// <param name="project">The key or name that was specified.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="keys">The keys of the projects that are known.</param>
    /// <param name="names">Their names.</param>
    public static ErrorDescription ProjectNotFound(
        string project, string workspace, IReadOnlyList<string?> keys, IReadOnlyList<string?> names)
    {
        string? meant = Suggestion.Close(project, names, n => n).FirstOrDefault();
        string? key = Suggestion.Close(project, keys, k => k).Length == 0 && meant is not null ? keys[names.ToList().IndexOf(meant)] : null;
        return new(
            ErrorId.ProjectNotFound, project,
            $"No project of {workspace} has the key or name '{project}', or the credentials can read none of its repositories.",
            key is not null ? $"Did you mean '{key}' ({Output.LogSanitizer.OneLine(meant!)})? {Suggestion.Text("", keys)}"
                : keys.Count > 0 ? Suggestion.Text(project, keys)
                : "To list the repositories that can be read: Get-BbRepository");
    }
}
