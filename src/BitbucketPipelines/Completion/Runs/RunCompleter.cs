using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Completion;

/// <summary>Completes what the newest runs of the repository tell. They change often, so they are kept briefly.</summary>
public abstract class NewestRunsCompleter : BitbucketCompleter
{
    /// <summary>How long a list that depends on the newest run is kept.</summary>
    internal static readonly TimeSpan RunLifetime = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    private protected sealed override TimeSpan Lifetime => RunLifetime;

    /// <inheritdoc/>
    private protected sealed override bool KeepsEmpty => false;

    /// <summary>How many runs are read.</summary>
    private protected abstract int Count { get; }

    /// <summary>The suggestion for a run.</summary>
    private protected abstract CompletionItem Of(Pipeline run);

    /// <inheritdoc/>
    private protected sealed override Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is not { } repository ? Task.CompletedTask : ReadAsync(
            context, Pipelines.List(repository), r => r.Uuid, Of, found, pages: 1, cancellationToken, pageLength: Count);

    /// <summary>What a run is: branch, custom pipeline, result, age.</summary>
    private protected static string? Describe(Pipeline run) => CompletionItem.Describe(
        LogSanitizer.Plain(HiddenProperties.Text(run) ?? ""), run.Custom, run.Status, Display.Ago(run.CreatedOn));
}

/// <summary>Completes the build numbers of the newest runs.</summary>
public sealed class RunCompleter : NewestRunsCompleter
{
    /// <inheritdoc/>
    private protected override int Count => 20;

    /// <inheritdoc/>
    private protected override IReadOnlyList<CompletionItem>? FindLocally(CompletionContext context) =>
        context.Word.Length > 0 && PipelineReference.Latest.StartsWith(context.Word, StringComparison.OrdinalIgnoreCase)
            ? [new CompletionItem(PipelineReference.Latest, "the newest run") { IsBare = true }] : null;

    /// <inheritdoc/>
    private protected override CompletionItem Of(Pipeline run) => new(run.ToString().TrimStart('#'), Describe(run))
    {
        Name = run.ToString(),
        IsBare = true,
    };
}

/// <summary>Completes the commits of the newest runs.</summary>
public sealed class CommitCompleter : NewestRunsCompleter
{
    /// <inheritdoc/>
    private protected override int Count => 100;

    /// <inheritdoc/>
    private protected override CompletionItem Of(Pipeline run) =>
        new(run.Commit ?? "", CompletionItem.Describe(run.ToString(), Describe(run)));
}

/// <summary>Completes the users who started the newest runs.</summary>
public sealed class CreatorCompleter : NewestRunsCompleter
{
    /// <inheritdoc/>
    private protected override int Count => 100;

    /// <inheritdoc/>
    private protected override CompletionItem Of(Pipeline run) => new(
        run.Creator ?? "",
        CompletionItem.Describe(run.CreatorDetail?.Nickname == run.Creator ? null : run.CreatorDetail?.Nickname, run.CreatorDetail?.Uuid))
    {
        Name = run.CreatorDetail?.Nickname,
    };
}
