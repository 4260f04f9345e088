namespace BitbucketPipelines.Help;

/// <summary>What to read next: cmdlets of the same noun, cmdlets that the help mentions, the about topics.</summary>
internal static class RelatedLinks
{
    private static readonly (string, string) s_api =
        ("Bitbucket Cloud REST API, Pipelines:", "https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/");

    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="all">All cmdlets.</param>
    /// <param name="project">The address of the repository.</param>
    public static IEnumerable<(string Text, string Uri)> Of(CmdletHelp cmdlet, IReadOnlyList<CmdletHelp> all, string project)
    {
        var mentioned = cmdlet.Texts.SelectMany(CmdletNames.In).ToHashSet(StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> names = all
            .Where(other => other != cmdlet
            && (other.Noun == cmdlet.Noun || mentioned.Contains(other.Name) || other.Aliases.Any(mentioned.Contains)))
            .Select(other => other.Name);
        // Get-Help -Online opens the first address.
        return [
            ("Online version:", CmdletPages.AddressOf(project, cmdlet.Name)),
            .. names.Append(AboutTopic.General).Append(ErrorTopic.TopicName).Select(name => (name, "")),
            s_api];
    }
}
