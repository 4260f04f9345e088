using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Completion;

/// <summary>Completes known hosts of the repository: names, uuids or fingerprints.</summary>
public sealed class KnownHostCompleter : BitbucketCompleter
{
    /// <inheritdoc/>
    private protected override Task FindAsync(CompletionContext context, CompletionList found, CancellationToken cancellationToken) =>
        context.Repository is not { } repository ? Task.CompletedTask : ReadAsync(
            context, KnownHosts.List(repository), h => h.Uuid,
            h => context.IsFingerprint
                ? new CompletionItem(h.Fingerprint ?? "", CompletionItem.Describe(h.Name, h.KeyType)) { Name = h.Name }
                : context.Of(h.Name, h.Uuid, h.KeyType, h.Fingerprint),
            found, cancellationToken);
}
