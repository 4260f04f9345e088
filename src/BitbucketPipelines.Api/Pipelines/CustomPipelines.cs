using System.Text;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The custom pipelines that bitbucket-pipelines.yml defines. There is no operation that lists them.</summary>
internal static class CustomPipelines
{
    /// <summary>The names, from the file on the main branch.</summary>
    /// <exception cref="BitbucketApiException">Repository or file cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> NamesAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        Repository found = await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false);
        if (found.MainBranch is not { } branch)
        {
            return [];
        }

        // A branch name with a slash is no revision of the src resource; its hash is.
        Page<Ref> refs = await client.SendAsync(Repositories.Branches(repository).With("q", $"name = \"{branch}\""), cancellationToken).ConfigureAwait(false);
        string revision = refs.Values?.Find(r => r.Name == branch)?.Target?.Hash ?? branch;
        return await NamesAtAsync(client, repository, revision, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The names, from the file at a revision.</summary>
    /// <exception cref="BitbucketApiException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> NamesAtAsync(
        BitbucketClient client, RepositoryId repository, string revision, CancellationToken cancellationToken)
    {
        using ApiDownload file = await client.OpenAsync(Repositories.File(repository, revision, "bitbucket-pipelines.yml"), cancellationToken).ConfigureAwait(false);
        using var text = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            text.Write(buffer, 0, count);
        }

        return Names(Encoding.UTF8.GetString(text.ToArray()));
    }

    /// <summary>
    /// The keys right under <c>pipelines: custom:</c>. Only the indentation is looked at, which is enough for names that are to be
    /// suggested; what is written in flow style is not found.
    /// </summary>
    public static IReadOnlyList<string> Names(string yaml)
    {
        var names = new List<string>();
        int pipelines = -1;
        int custom = -1;
        int level = -1;
        foreach (string line in yaml.TrimStart('\ufeff').Split('\n'))
        {
            string text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            int indent = line.Length - line.TrimStart().Length;
            if (pipelines < 0 || indent <= pipelines)
            {
                pipelines = Key(text) == "pipelines" ? indent : -1;
                custom = -1;
            }
            else if (custom < 0 || indent <= custom)
            {
                custom = Key(text) == "custom" ? indent : -1;
                level = -1;
            }
            else if ((level < 0 || indent == level) && Key(text) is { } name)
            {
                level = indent;
                if (name != "<<")
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    private static string? Key(string text)
    {
        if (text[0] is '"' or '\'')
        {
            int end = text.IndexOf(text[0], 1);
            return end > 0 && end + 1 < text.Length && text[end + 1] == ':' ? text.Substring(1, end - 1) : null;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ':' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])))
            {
                return text[0] == '-' ? null : text.Substring(0, i).TrimEnd();
            }
        }

        return null;
    }
}
