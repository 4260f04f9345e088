using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines;

/// <summary>A setting file, as Export-BbRepositorySetting writes it.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Repositories">The settings of each repository, at least one.</param>
internal sealed record SettingFile(string Path, IReadOnlyList<RepositorySettings> Repositories)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ErrorRecordException">The file is not a setting file, or contains nothing.</exception>
    public static SettingFile Read(string path)
    {
        string text = TextFiles.Read(path, null, hasParameter: false, terminating: true);
        try
        {
            IReadOnlyList<RepositorySettings> all = SettingFileReader.Read(text);
            return all.Count > 0 ? new SettingFile(path, all)
                : throw new ErrorRecordException(Errors.NothingToImport(path, "contains no repository."), terminating: true);
        }
        catch (SettingFileException e)
        {
            throw new ErrorRecordException(Errors.InvalidSettingFile(path, e), terminating: true);
        }
    }

    /// <summary>
    /// The settings for a repository: those of its name, or those of the only repository in the file, which serves as a template.
    /// </summary>
    /// <exception cref="ErrorRecordException">The file contains several repositories, and none of that name.</exception>
    public RepositorySettings For(RepositoryId repository)
    {
        RepositorySettings[] same = [.. Repositories
            .Where(r => string.Equals(r.Repository, repository.Slug, StringComparison.OrdinalIgnoreCase))];
        return same.FirstOrDefault(r => string.Equals(r.Workspace, repository.Workspace, StringComparison.OrdinalIgnoreCase))
            ?? same.FirstOrDefault()
            ?? (Repositories.Count == 1 ? Repositories[0]
                : throw new ErrorRecordException(
                    Errors.NothingToImport(Path, $"contains several repositories, but none named {repository}.")));
    }
}
