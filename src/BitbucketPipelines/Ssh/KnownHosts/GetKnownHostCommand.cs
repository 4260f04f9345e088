using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the known hosts of a repository: the servers whose keys its builds trust.</summary>
/// <remarks>
/// All pages are read. Builds know the keys of bitbucket.org, github.com and gitlab.com already, so these hosts are usually not in the
/// list. The fingerprints are computed from the keys.
/// </remarks>
/// <example>
/// <code>Get-BbKnownHost</code>
/// <para>Gets the known hosts of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbKnownHost -Fingerprint SHA256:ZoZWWI0AEgqkLq2z2A8xFZ6jhxIAkmo4OlMWKbBBVkU</code>
/// <para>Finds the repositories that still have an old key.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbKnownHost", SupportsPaging = true)]
[OutputType(typeof(KnownHost))]
public sealed class GetKnownHostCommand : RepositoryCmdlet
{
    private string[]? _fingerprints;

    /// <summary>The host: <c>host</c>, <c>host:port</c> or <c>[host]:port</c>. Wildcards are allowed. The default is all hosts.</summary>
    [Parameter(Position = 0)]
    [Alias("HostName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Uuid { get; set; }

    /// <summary>Returns only hosts whose key has this fingerprint: <c>SHA256:..</c> or <c>MD5:aa:bb:..</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KnownHostCompleter))]
    public string[]? Fingerprint { get; set; }

    /// <inheritdoc/>
    protected override void Begin() => _fingerprints = Fingerprint is null ? null : SshKeyFiles.Fingerprints(Fingerprint);

    /// <inheritdoc/>
    protected override void Process() => WriteList(KnownHostResource.Of(TargetRepository, Client.SiteUri), new ListQuery<KnownHost>
    {
        Names = Name,
        Uuids = Uuid,
        Filter = _fingerprints is null ? null : host => _fingerprints.Any(host.HasFingerprint),
    });
}
