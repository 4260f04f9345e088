using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines.Completion;

/// <summary>
/// Completes the names of custom pipelines in the file of -YamlPath or the text of -Yaml, or none if that text is not known before the
/// command runs; otherwise in bitbucket-pipelines.yml: of the clone that the current folder is in, if it is a clone of the repository;
/// otherwise on the branch, tag or commit that is specified; otherwise on the main branch.
/// </summary>
public class CustomPipelineCompleter : BitbucketCompleter
{
    private const long LongestFile = 1_000_000;

    /// <inheritdoc/>
    private protected override IReadOnlyList<CompletionItem>? FindLocally(CompletionContext context)
    {
        if (context.YamlPath is { } path)
        {
            var own = new FileInfo(Path.Combine(context.Folder ?? "", path));
            return own is { Exists: true, Length: <= OnDemandYaml.MaxBytes } ? Read(context, FileText.Read(own.FullName), own.Name) : [];
        }

        if (context.HasYaml)
        {
            return context.Yaml is { } text ? Read(context, text, "the YAML text") : [];
        }

        string? root = context.Repository is null ? null
            : GitRemote.CloneOf(context.Folder, context.Repository, context.Client.SiteUri.Host, Environment.GetEnvironmentVariable);
        var file = root is null ? null : new FileInfo(Path.Combine(root, CustomPipelines.FileName));
        return file is { Exists: true, Length: < LongestFile } ? Read(context, File.ReadAllText(file.FullName), file.FullName) : null;
    }

    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (context.Repository is not { } repository)
        {
            return;
        }

        (ApiRequest<Api.Models.Page<Api.Models.Ref>> refs, string? name, string kind) =
            context.Branch is { } branch ? (Repositories.Branches(repository), branch, "branch")
            : context.Tag is { } tag ? (Repositories.Tags(repository), tag, "tag")
            : context.Commit is not null ? (Repositories.Branches(repository), null, "commit")
            : (Repositories.Branches(repository),
                await CustomPipelines.MainBranchAsync(context.Client, repository, cancellationToken).ConfigureAwait(false), "branch");
        if (name is not null)
        {
            found.Add(Read(
                context, await CustomPipelines.ReadAsync(context.Client, repository, refs, name, cancellationToken).ConfigureAwait(false),
                $"{kind} {name}"));
        }
        else if (context.Commit is { } commit)
        {
            found.Add(Read(
                context, await CustomPipelines.ReadAsync(context.Client, repository, commit, cancellationToken).ConfigureAwait(false),
                $"{kind} {commit}"));
        }
    }

    private CompletionItem[] Read(CompletionContext context, string yaml, string source) =>
        [.. Select(context, CustomPipelines.Find(yaml), source)];

    /// <summary>The suggestions, of the pipelines of the file.</summary>
    private protected virtual IEnumerable<CompletionItem> Select(
        CompletionContext context, IReadOnlyList<CustomDefinition> pipelines, string source) =>
        pipelines.Select(p => new CompletionItem(p.Name, CompletionItem.Describe(
            $"custom pipeline of {source}",
            p.Variables.Count == 0 ? null : $"variables: {string.Join(" ", p.Variables.Select(v => v.Name))}")));
}
