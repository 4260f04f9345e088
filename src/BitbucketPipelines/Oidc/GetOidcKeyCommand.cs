using System.Management.Automation;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the public keys that the OpenID tokens of a workspace's steps are signed with.</summary>
/// <remarks>
/// The keys are public: they are asked for without credentials, so no session is needed where -Workspace is given. Bitbucket refuses them
/// (403) to one who shows an API token.
/// </remarks>
/// <example>
/// <code>Get-BbOidcKey</code>
/// <para>The keys of the session's workspace.</para>
/// </example>
/// <example>
/// <code>Get-BbOidcKey -KeyId $kid -Workspace acme | Select-Object KeyType, Algorithm, Modulus, Exponent</code>
/// <para>The key that the header of a token names by its kid. Works without a session.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbOidcKey", SupportsPaging = true)]
[OutputType(typeof(OidcKey))]
public sealed class GetOidcKeyCommand : OidcCmdlet
{
    /// <summary>The id. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0)]
    [Alias("Kid")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? KeyId { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string workspace = FindWorkspace();
        List<OidcKey> keys = [.. (Read(workspace, OpenIdConnect.Keys(workspace)).Keys ?? []).Where(k => k is not null)];
        keys.ForEach(k => k.Workspace = workspace);
        var resource = new Resource<OidcKey>(
            "key", workspace, workspace, null, List: null!, k => k.KeyId, _ => null)
        {
            NotFound = (wanted, all) => ErrorRecords.OidcKeyNotFound(wanted, workspace, all),
        };
        WriteItems(NameFilter.Select(resource, keys, KeyId, null, WriteError));
    }
}
