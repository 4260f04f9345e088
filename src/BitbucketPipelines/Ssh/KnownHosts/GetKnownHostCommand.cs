using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the known hosts of a repository: the servers whose keys its builds trust.</summary>
/// <remarks>
/// All pages are read. Builds know bitbucket.org, github.com and gitlab.com by themselves; those are mostly not in the list. Fingerprints
/// are computed here from the keys.
/// </remarks>
/// <example>
/// <code>Get-BbKnownHost</code>
/// <para>The known hosts of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbKnownHost -Fingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU</code>
/// <para>Which repositories still hold an old key.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbKnownHost")]
[OutputType(typeof(KnownHost))]
public sealed class GetKnownHostCommand : RepositoryCmdlet
{
    private string[]? _fingerprints;

    /// <summary>The host: <c>host</c>, <c>host:port</c> or <c>[host]:port</c>. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0)]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>Those only whose key has this fingerprint: <c>SHA256:..</c>, or <c>MD5:aa:bb:..</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Fingerprint { get; set; }

    /// <inheritdoc/>
    protected override void Begin() => _fingerprints = Fingerprint is null ? null : SshKeyFiles.Fingerprints(Fingerprint);

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = Target;
        if (Name is not null || Uuid is null)
        {
            IReadOnlyList<KnownHost> all = Await(token => new KnownHostStore(Client, repository).ReadAsync(token));
            Write(KnownHostPick.From(all, Name, null, missing => WriteError(ErrorRecords.KnownHostNotFound(missing, repository.ToString(), all))));
        }

        foreach (string uuid in Uuid ?? [])
        {
            Guard(
                () =>
                {
                    KnownHost host = Await(token => Lookup.ByUuidAsync(
                        Client, KnownHosts.Get(repository, RepositoryId.Braced(uuid)), uuid, KnownHosts.List(repository), h => h.Uuid,
                        all => ErrorRecords.KnownHostNotFound(uuid, repository.ToString(), all), token));
                    host.Locate(repository, Client.SiteUri);
                    Write([host]);
                },
                uuid);
        }
    }

    private void Write(IEnumerable<KnownHost> hosts)
    {
        foreach (KnownHost host in hosts.Where(h => _fingerprints is null || _fingerprints.Any(h.HasFingerprint)))
        {
            WriteObject(host);
        }
    }
}
