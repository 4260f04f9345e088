using System.Text;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Finds the custom pipelines that bitbucket-pipelines.yml defines. The API has no operation that lists them.</summary>
internal static class CustomPipelines
{
    /// <summary>The name of the file, in the root of the repository.</summary>
    public const string FileName = "bitbucket-pipelines.yml";

    /// <summary>Of a longer file, in bytes, not more is read: it is refused. A character has four bytes at most.</summary>
    public const long LongestFile = 4L * YamlTree.MaxLength;

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
        using MemoryStream text = await DownloadAsync(client, repository, revision, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Reads the bytes of the file at a revision, or so many that it is known to be too long.</summary>
    /// <exception cref="BitbucketApiException">The file could not be read.</exception>
    public static async Task<MemoryStream> DownloadAsync(
        BitbucketClient client, RepositoryId repository, string revision, CancellationToken cancellationToken)
    {
        using ApiDownload file = await client.OpenAsync(Repositories.File(repository, revision, FileName), cancellationToken)
            .ConfigureAwait(false);
        var text = new MemoryStream();
        while (text.Length <= LongestFile
            && await file.ReadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 and int count, Array: { } buffer })
        {
            text.Write(buffer, 0, count);
        }

        return text;
    }

    /// <summary>The names of the custom pipelines; none if the text cannot be read.</summary>
    public static IReadOnlyList<string> Names(string yaml) => [.. Find(yaml).Select(p => p.Name)];

    /// <summary>The custom pipelines; none if the text cannot be read.</summary>
    public static IReadOnlyList<CustomDefinition> Find(string yaml) => new PipelineFile(yaml).CustomPipelines;
}
