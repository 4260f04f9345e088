using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Completion;

/// <summary>Completes names of caches of the repository, or uuids of their versions.</summary>
public sealed class CacheCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override async Task FindAsync(
        CompletionContext context, CompletionList found, CancellationToken cancellationToken)
    {
        if (context.Repository is not { } repository)
        {
            return;
        }

        List<Cache> all = await ReadAsync(
            context, Caches.List(repository), c => c.Uuid, c => Of(context, c), new CompletionList("", found.StartedAt), int.MaxValue,
            cancellationToken).ConfigureAwait(false);
        found.Set(context.IsUuid
            ? all.Select(c => Of(context, c))
            : all.GroupBy(c => c.Name ?? "", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
                .Select(g => new CompletionItem(g.Key, g.Count() == 1 ? Of(context, g.First()).Tooltip : CompletionItem.Describe(
                    Counted.Of(g.Count(), "version"),
                    Display.Size(g.Sum(c => c.Size)), $"newest {Display.Age(g.Max(c => c.CreatedOn))} old"))));
    }

    private static CompletionItem Of(CompletionContext context, Cache cache) => context.Of(
        cache.Name, cache.Uuid, Display.Size(cache.Size), cache.CreatedOn is { } created ? $"{Display.Age(created)} old" : null);
}
