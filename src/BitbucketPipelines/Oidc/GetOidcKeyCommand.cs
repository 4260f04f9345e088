using System.Management.Automation;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the public keys that verify the OpenID tokens of a workspace's steps.</summary>
/// <remarks>
/// The keys are public and are requested without credentials, because Bitbucket rejects requests with an API token (403). No session is
/// needed if -Workspace is specified.
/// </remarks>
/// <example>
/// <code>Get-BbOidcKey</code>
/// <para>Gets the keys of the session's workspace.</para>
/// </example>
/// <example>
/// <code>Get-BbOidcKey -KeyId $kid -Workspace acme | Select-Object KeyType, Algorithm, Modulus, Exponent</code>
/// <para>Gets the key whose id is the kid in a token's header. Works without a session.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbOidcKey", SupportsPaging = true)]
[OutputType(typeof(OidcKey))]
public sealed class GetOidcKeyCommand : OidcCmdlet
{
    /// <summary>The id of the key. Wildcards are allowed. The default is all keys.</summary>
    [Parameter(Position = 0)]
    [Alias("Kid")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OidcKeyCompleter))]
    public string[]? KeyId { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string workspace = ResolveWorkspace();
        Start(workspace, OpenIdConnect.Keys(workspace), document => WriteKeys(workspace, document.Keys ?? []));
    }

    private void WriteKeys(string workspace, IEnumerable<OidcKey> all)
    {
        List<OidcKey> keys = [.. all.Where(k => k is not null)];
        keys.ForEach(k => k.Workspace = workspace);
        var resource = new Resource<OidcKey>(
            "key", workspace, workspace, null, List: null!, k => k.KeyId, _ => null)
        {
            NotFound = (wanted, found) => Errors.OidcKeyNotFound(wanted, workspace, found),
        };
        WriteItems(NameFilter.Select(resource, keys, KeyId, null, WriteError));
    }
}
