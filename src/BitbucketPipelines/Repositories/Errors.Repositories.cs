using BitbucketPipelines.Api;

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

    /// <summary>
    /// There is no repository of a name that was specified without a workspace: it may be the name of a workspace. Null for other failures.
    /// </summary>
    /// <param name="e">The failure.</param>
    /// <param name="session">The session.</param>
    /// <param name="name">The name as it was specified; null if it was found by a pattern.</param>
    /// <param name="command">The command that would be meant, without the workspace.</param>
    public static ErrorDescription? MaybeWorkspace(Exception e, BitbucketSession session, string? name, string command)
    {
        if (e is not BitbucketApiException { StatusCode: 404 } failure || name is null || name.IndexOf('/') >= 0 || name[0] == '{')
        {
            return null;
        }

        var failed = ErrorDescription.From(failure, session, name);
        return failed with { Advice = $"{failed.Advice} If '{name}' is a workspace: {command} -Workspace {Argument(name)}" };
    }
}
