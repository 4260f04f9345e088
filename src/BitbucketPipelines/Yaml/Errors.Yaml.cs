using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <content>Errors about bitbucket-pipelines.yml.</content>
internal static partial class Errors
{
    /// <summary>The file, or its branch or tag, is not there.</summary>
    public static ErrorDescription PipelineFileNotFound(RepositoryId repository, FileContent? read) =>
        read is null
            ? new(
                ErrorId.PipelineFileNotFound, repository.ToString(), $"{repository} has no {CustomPipelines.FileName}: it is empty.",
                "Push a branch with the file, or specify another repository with -Repository.")
        : read is { IsRefMissing: true, Version.Tag: { } tag }
            ? new(ErrorId.TagNotFound, repository.ToString(), $"{repository} has no tag '{tag}'.", TagAdvice(tag, read.Existing))
        : read is { IsRefMissing: true, Version.Branch: { } branch }
            ? new(
                ErrorId.BranchNotFound, repository.ToString(), $"{repository} has no branch '{branch}'.",
                BranchAdvice(branch, read.Existing))
        : new(
            ErrorId.PipelineFileNotFound, repository.ToString(),
            $"There is no {CustomPipelines.FileName} on {read.Version} of {repository}.",
            read.Version.Commit is null
                ? "Push the file, or specify another branch with -Branch."
                : "Check the hash, and whether the commit is pushed.");

    /// <summary>A file of this machine is not there.</summary>
    public static ErrorDescription PipelineFileNotFound(string path, bool isFolder) => new(
        ErrorId.PipelineFileNotFound, path, isFolder ? $"{path} is a folder, not a file." : $"There is no file {path}.",
        isFolder ? $"Specify the file: {Literal(Path.Combine(path, CustomPipelines.FileName))}" : "Check the path.");

    /// <summary>A name that no custom pipeline has.</summary>
    public static ErrorDescription NoCustomPipeline(
        string name, RepositoryId repository, FileContent? read, IReadOnlyList<string> all) => new(
        ErrorId.PipelineDefinitionNotFound, name,
        read is null ? $"{repository} has no custom pipeline '{name}': it is empty."
            : read.Content is null
                ? $"{repository} has no custom pipeline '{name}': there is no {CustomPipelines.FileName} on {read.Version}."
            : $"{CustomPipelines.FileName} on {read.Version} of {repository} has no pipeline '{name}' under 'custom:'.",
        $"{Suggestion.Text(name, all)} Names are case-sensitive.".TrimStart());

    /// <summary>Names of variables where their values are needed.</summary>
    public static ErrorDescription NamesAreNoVariables() => InvalidArgument(
        ErrorId.InvalidArgument, "-Variable takes a hashtable of names and values. No run was started.",
        "Write -Variable @{ NAME = 'value' }, and for a secret -SecureVariable @{ NAME = <SecureString> }.");

    /// <summary>An object that is neither text nor a file, and names no repository.</summary>
    public static ErrorDescription NotPipelineYaml(object input) => InvalidArgument(
        ErrorId.InvalidArgument,
        $"An object of the type {input.GetType().Name} was piped in, which is neither text nor a file, and names no repository.",
        "Pipe in text (Get-Content -Raw ./bitbucket-pipelines.yml), files (Get-ChildItem *.yml) or repositories (Get-BbRepository).");

    /// <summary>The result of -FailOnError.</summary>
    public static ErrorDescription PipelineYamlInvalid(int count) => new(
        ErrorId.PipelineYamlInvalid, null,
        $"{Counted.Were(count, "error")} found; the findings say where.", "Correct the file.");
}
