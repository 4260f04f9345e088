using System.Text;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Finds the custom pipelines that bitbucket-pipelines.yml defines. The API has no operation that lists them.</summary>
internal static class CustomPipelines
{
    /// <summary>The name of the file, in the root of the repository.</summary>
    public const string FileName = "bitbucket-pipelines.yml";

    /// <summary>Reads the names from the file on the main branch.</summary>
    /// <exception cref="BitbucketApiException">The repository or the file could not be read.</exception>
    public static async Task<IReadOnlyList<string>> NamesAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        ApiRequest<Page<Ref>> refs = Repositories.Branches(repository);
        return await MainBranchAsync(client, repository, cancellationToken).ConfigureAwait(false) is not { } branch ? []
            : Names(await ReadAsync(client, repository, refs, branch, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The name of the main branch; null in an empty repository.</summary>
    /// <exception cref="BitbucketApiException">The repository could not be read.</exception>
    public static async Task<string?> MainBranchAsync(
        BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken) =>
        (await client.SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false)).MainBranch;

    /// <summary>Reads the file on a branch or a tag.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="refs">The list that has the branch or the tag.</param>
    /// <param name="name">The name of the branch or the tag.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">The list or the file could not be read.</exception>
    public static async Task<string> ReadAsync(
        BitbucketClient client, RepositoryId repository, ApiRequest<Page<Ref>> refs, string name, CancellationToken cancellationToken)
    {
        // The src resource does not accept a name with a slash, so use the hash of its commit.
        Page<Ref> page = await client.SendAsync(refs.With("q", QueryText.Equal("name", name)), cancellationToken).ConfigureAwait(false);
        string revision = page.Values?.Find(r => r.Name == name)?.Target?.Hash ?? name;
        return await ReadAsync(client, repository, revision, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the names from the file at a revision.</summary>
    /// <exception cref="BitbucketApiException">The file could not be read.</exception>
    public static async Task<IReadOnlyList<string>> NamesAtAsync(
        BitbucketClient client, RepositoryId repository, string revision, CancellationToken cancellationToken) =>
        Names(await ReadAsync(client, repository, revision, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads the file at a revision: a hash, or a name without a slash.</summary>
    /// <exception cref="BitbucketApiException">The file could not be read.</exception>
    public static async Task<string> ReadAsync(
        BitbucketClient client, RepositoryId repository, string revision, CancellationToken cancellationToken)
    {
        using ApiDownload file = await client.OpenAsync(Repositories.File(repository, revision, FileName), cancellationToken)
            .ConfigureAwait(false);
        using var text = new MemoryStream();
        while (await file.ReadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 and int count, Array: { } buffer })
        {
            text.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>
    /// The keys directly under <c>pipelines: custom:</c> in the YAML document. They are found by the indentation of lines, which is
    /// sufficient for suggesting names. Names in flow style, or from an alias or a merge key (<c>&lt;&lt;</c>), are not found. A line of a
    /// multi-line quoted string that is indented like a name can be mistaken for a name.
    /// </summary>
    public static IReadOnlyList<string> Names(string yaml) => [.. Find(yaml).Select(p => p.Name)];

    /// <summary>The same, with the names of the variables that each pipeline declares.</summary>
    public static IReadOnlyList<(string Name, List<string> Variables)> Find(string yaml)
    {
        var found = new List<(string Name, List<string> Variables)>();
        int variables = -1;
        int root = -1;
        int child = -1;
        int level = -1;
        bool pipelines = false;
        bool custom = false;
        foreach (string line in yaml.TrimStart('\ufeff').Split('\n'))
        {
            string text = line.Trim();
            if (text.Length == 0 || text[0] is '#' or '%' || text.StartsWith("---", StringComparison.Ordinal))
            {
                continue;
            }

            int indent = line.Length - line.TrimStart().Length;
            root = root < 0 ? indent : root;
            if (indent <= root)
            {
                pipelines = Key(text) == "pipelines";
                custom = false;
                child = -1;
            }
            else if (pipelines && (child < 0 || indent <= child))
            {
                child = child < 0 ? indent : child;
                custom = Key(text) == "custom";
                level = -1;
            }
            else if (custom && (level < 0 || indent == level) && Key(text) is { } name)
            {
                level = indent;
                variables = -1;
                if (name != "<<")
                {
                    found.Add((name, []));
                }
            }
            else if (custom && found.Count > 0 && text[0] == '-')
            {
                string item = text.Substring(1).TrimStart();
                bool isDeclaration = variables >= 0 && indent > variables;
                variables = isDeclaration ? variables : item.Length > 0 && Key(item) == "variables" ? indent : -1;
                if (isDeclaration && item.StartsWith("name:", StringComparison.Ordinal))
                {
                    found[found.Count - 1].Variables.Add(item.Substring("name:".Length).Trim().Trim('\'', '"'));
                }
            }
        }

        return found;
    }

    private static string? Key(string text)
    {
        if (text[0] == '&' && text.IndexOf(' ') is > 0 and int anchor)
        {
            text = text.Substring(anchor).TrimStart();
        }

        if (text[0] is '"' or '\'')
        {
            return QuotedKey(text);
        }

        bool item = text[0] == '-' && (text.Length == 1 || char.IsWhiteSpace(text[1]));
        for (int i = 0; i < text.Length && !item && text[0] is not ('{' or '[' or '#'); i++)
        {
            if (text[i] == ':' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])))
            {
                return text.Substring(0, i).TrimEnd();
            }
        }

        return null;
    }

    private static string? QuotedKey(string text)
    {
        var key = new StringBuilder();
        int i = 1;
        for (; i < text.Length; i++)
        {
            bool pair = i + 1 < text.Length && (text[0] == '"' ? text[i] == '\\' : text[i] == '\'' && text[i + 1] == '\'');
            if (!pair && text[i] == text[0])
            {
                break;
            }

            key.Append(text[pair ? ++i : i]);
        }

        return i < text.Length && text.Substring(i + 1).TrimStart().StartsWith(":", StringComparison.Ordinal) ? key.ToString() : null;
    }
}
