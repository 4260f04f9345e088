using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Api.Yaml;

/// <summary>Which version of the file of a repository is meant. Without branch, tag and commit it is that of the main branch.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Commit">The hash of the commit, full or short.</param>
internal sealed record FileVersion(string? Branch, string? Tag, string? Commit)
{
    /// <summary>The version in words: <c>branch 'main'</c>.</summary>
    public override string ToString() =>
        Branch is not null ? $"branch '{Branch}'" : Tag is not null ? $"tag '{Tag}'" : $"commit '{Commit}'";
}

/// <summary>The bytes of the file of a repository, and where they are from.</summary>
/// <param name="Version">The version.</param>
/// <param name="Content">The bytes; null when the version has no such file.</param>
internal sealed record FileContent(FileVersion Version, byte[]? Content)
{
    /// <summary>Whether the branch or the tag does not exist.</summary>
    public bool IsRefMissing { get; init; }

    /// <summary>The branches or tags that exist instead.</summary>
    public RefNames? Existing { get; init; }

    /// <summary>The text.</summary>
    /// <exception cref="FileTextException">The bytes are no text.</exception>
    public string Text => FileText.Decode(Content ?? []);
}

/// <summary>Reads bitbucket-pipelines.yml of a repository, with as few requests as possible.</summary>
/// <param name="client">The client.</param>
/// <param name="repository">The repository.</param>
internal sealed class PipelineFileReader(BitbucketClient client, RepositoryId repository)
{
    /// <summary>Reads the file; null in an empty repository.</summary>
    /// <param name="version">The version.</param>
    /// <param name="mainBranch">The main branch, if it is known.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="BitbucketApiException">It could not be read for another reason than that it is not there.</exception>
    public async Task<FileContent?> ReadAsync(FileVersion version, string? mainBranch, CancellationToken cancellationToken)
    {
        bool isMain = version is { Branch: null, Tag: null, Commit: null };
        if (isMain)
        {
            mainBranch ??= await CustomPipelines.MainBranchAsync(client, repository, cancellationToken).ConfigureAwait(false);
            if (mainBranch is null)
            {
                return null;
            }

            version = version with { Branch = mainBranch };
        }

        string name = version.Branch ?? version.Tag ?? version.Commit!;
        // The resource takes no name with a slash, and a tag can have the name of a branch: the hash of the commit is looked up then.
        bool isHash = version.Commit is not null;
        if (!isHash && (name.Contains('/') || version.Tag is not null))
        {
            return await FindHashAsync(version, name, cancellationToken).ConfigureAwait(false) is { } hash
                ? await DownloadAsync(version, hash, cancellationToken).ConfigureAwait(false)
                : await MissingAsync(version, name, cancellationToken).ConfigureAwait(false);
        }

        FileContent read = await DownloadAsync(version, name, cancellationToken).ConfigureAwait(false);
        return read.Content is not null || isHash || isMain
            || await FindHashAsync(version, name, cancellationToken).ConfigureAwait(false) is not null
            ? read
            : await MissingAsync(version, name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FileContent> DownloadAsync(FileVersion version, string revision, CancellationToken cancellationToken)
    {
        try
        {
            using MemoryStream read = await CustomPipelines.DownloadAsync(client, repository, revision, cancellationToken)
                .ConfigureAwait(false);
            return new FileContent(version, read.ToArray());
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            return new FileContent(version, null);
        }
    }

    private async Task<string?> FindHashAsync(FileVersion version, string name, CancellationToken cancellationToken)
    {
        ApiRequest<Page<Ref>> refs = version.Tag is null ? Repositories.Branches(repository) : Repositories.Tags(repository);
        Page<Ref> page = await client.SendAsync(refs.With("q", QueryText.Equal("name", name)), cancellationToken).ConfigureAwait(false);
        return page.Values?.Find(r => r.Name == name)?.Target?.Hash;
    }

    private async Task<FileContent> MissingAsync(FileVersion version, string name, CancellationToken cancellationToken) =>
        new(version, null)
        {
            IsRefMissing = true,
            Existing = await new Alternatives(client, repository).RefsAsync(name, version.Tag is not null, cancellationToken)
                .ConfigureAwait(false),
        };
}
