using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Commands;

/// <summary>Makes a session: where, as whom, and the workspace and repository that other cmdlets work in by default.</summary>
/// <remarks>
/// <para>The session belongs to the runspace. Nothing is sent yet; Test-BbSession tells whether the credentials work.</para>
/// <para>Without -Credential, -AccessToken and -ClientCredential, the credentials come from the environment: BITBUCKET_EMAIL or
/// BITBUCKET_USERNAME with BITBUCKET_API_TOKEN, else BITBUCKET_ACCESS_TOKEN or BITBUCKET_TOKEN, else BITBUCKET_CLIENT_ID with
/// BITBUCKET_CLIENT_SECRET. A workspace and repository that are not given come from BITBUCKET_WORKSPACE and BITBUCKET_REPO_SLUG, or
/// BITBUCKET_REPO_FULL_NAME.</para>
/// </remarks>
/// <example>
/// <code>Connect-BbWorkspace acme/widgets -Credential dev@example.com</code>
/// <para>Asks for the API token (one with scopes) as the password. Other cmdlets work in acme/widgets from then on.</para>
/// </example>
/// <example>
/// <code>$token = ConvertTo-SecureString $env:BB_TOKEN -AsPlainText -Force
/// Connect-BbWorkspace -Workspace acme -Repository widgets -AccessToken $token</code>
/// <para>Connects with an access token of the repository, project or workspace.</para>
/// </example>
/// <example>
/// <code>Connect-BbWorkspace acme widgets -RetryTimeoutSec 3600 -RequestTimeoutSec 30</code>
/// <para>For work in bulk: waits for up to an hour when the allowance is used up, and gives an answer half a minute.</para>
/// </example>
/// <example>
/// <code>Connect-BbWorkspace</code>
/// <para>Takes everything from the environment, as in a build step.</para>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "BbWorkspace", DefaultParameterSetName = "Environment")]
[OutputType(typeof(BitbucketSession))]
public sealed class ConnectWorkspaceCommand : ModuleCmdlet
{
    /// <summary>
    /// The workspace: its slug, its uuid with or without braces, or the address of its page. <c>workspace/slug</c> names the repository
    /// with it.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Workspace { get; set; }

    /// <summary>The repository: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the address of its web page.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug")]
    [ValidateNotNullOrEmpty]
    public string? Repository { get; set; }

    /// <summary>The e-mail address of an Atlassian account, with an API token with scopes as the password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Credential")]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>An access token of a repository, project or workspace, or an OAuth access token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AccessToken")]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>The key of an OAuth consumer, with its secret as the password. Access tokens are renewed before they expire.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ClientCredential")]
    [Credential]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>The root of the API. By default BITBUCKET_API_URI, else Bitbucket Cloud. Plain http only to a loopback address.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? ApiUri { get; set; }

    /// <summary>
    /// The root of the web site: OAuth tokens come from there, and web links lead there. By default BITBUCKET_SITE_URI, else
    /// Bitbucket Cloud. Plain http only to a loopback address.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? SiteUri { get; set; }

    /// <summary>The proxy, such as <c>http://proxy:8080</c>. By default the system's.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>
    /// How long Bitbucket may take to answer one attempt of a request, and how long a download may stand still, in seconds: 1 to 3600, by
    /// default 60. A server that says nothing is given up after two minutes, all attempts together, or after this time where it is longer.
    /// A download that gets on may take as long as it needs.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int RequestTimeoutSec { get; set; }

    /// <summary>
    /// How long one request waits in all while Bitbucket says that too many were sent (429), in seconds: 0 to 86400. 0 does not wait. By
    /// default up to 15 minutes where Bitbucket says how long to wait, and eight attempts in about a minute and a half where it does not.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int RetryTimeoutSec { get; set; }

    /// <summary>Writes the session, to be given to -Session of other cmdlets.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        SessionSettings environment = SessionSettings.FromEnvironment(Environment.GetEnvironmentVariable);
        (string? workspace, string? slug) = Repository is null ? default : RepositoryId.Parse(Repository);
        (string? given, string? with) = Workspace is null ? default : RepositoryId.ParseWorkspace(Workspace);
        workspace ??= given ?? environment.Workspace;
        slug ??= with;
        SessionCredential credential = Credentials(environment);
        var settings = new SessionSettings
        {
            Workspace = workspace,
            // A repository of the environment belongs to the workspace of the environment.
            Repository = slug
                ?? (string.Equals(workspace, environment.Workspace, StringComparison.OrdinalIgnoreCase) ? environment.Repository : null),
            Credential = credential,
            ApiUri = ApiUri ?? environment.ApiUri,
            SiteUri = SiteUri ?? environment.SiteUri,
            Proxy = Proxy,
            RequestTimeout = Seconds(nameof(RequestTimeoutSec), RequestTimeoutSec),
            RetryTimeout = Seconds(nameof(RetryTimeoutSec), RetryTimeoutSec),
            Source = ParameterSetName == "Environment" ? "Environment" : MyInvocation.MyCommand.Name,
        };
        BitbucketSession session = BitbucketSession.Create(settings);
        SessionStore.Connected = session;
        if (credential.LooksLikeAppPassword)
        {
            WriteWarning("This looks like an app password. Bitbucket removed them on 2026-07-28; use an API token with scopes.");
        }
        else if (credential.LooksLikeUsername)
        {
            WriteWarning($"API tokens go with the e-mail address of the Atlassian account; '{credential.User}' is none.");
        }

        if (PassThru)
        {
            WriteObject(session);
        }
    }

    private TimeSpan? Seconds(string parameter, int value) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) ? TimeSpan.FromSeconds(value) : null;

    private SessionCredential Credentials(SessionSettings environment) =>
        Credential is not null ? SessionCredential.Basic(Credential)
        : AccessToken is not null ? SessionCredential.Bearer(AccessToken)
        : ClientCredential is not null ? SessionCredential.OAuthClient(ClientCredential)
        : environment.Credential ?? throw new ItemFailedException(ErrorRecords.NotConnected(connecting: true), terminating: true);
}
