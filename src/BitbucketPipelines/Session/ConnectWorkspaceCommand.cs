using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates a session with the credentials, and the default workspace and repository of the other cmdlets.</summary>
/// <remarks>
/// <para>The session belongs to the runspace and replaces the previous one. One request checks the credentials, and a line says who is
/// connected, and where. Credentials that Bitbucket rejects are the error InvalidCredentials; the session then exists, but every request
/// with it fails. If the check gets no answer within 8 seconds, a warning says so. -NoCheck sends no request.</para>
/// <para>Without -Credential, -AccessToken and -ClientCredential, a session that exists moves to the specified workspace or repository and
/// keeps its credentials. If Bitbucket does not find the place or rejects the credentials there, that is an error, and the session stays
/// where it was. If there is none, or if nothing is specified, the credentials are read from environment variables:
/// BITBUCKET_EMAIL or BITBUCKET_USERNAME with BITBUCKET_API_TOKEN, otherwise BITBUCKET_ACCESS_TOKEN or BITBUCKET_TOKEN, otherwise
/// BITBUCKET_CLIENT_ID with BITBUCKET_CLIENT_SECRET, and last BITBUCKET_STEP_OAUTH_TOKEN or BITBUCKET_STEP_OAUTH_ACCESS_TOKEN, the token
/// that Bitbucket gives to a step of a run. The defaults for the workspace and the repository are then BITBUCKET_WORKSPACE and
/// BITBUCKET_REPO_SLUG, or BITBUCKET_REPO_FULL_NAME.</para>
/// </remarks>
/// <example>
/// <code>Connect-BbWorkspace acme/widgets -Credential dev@example.com</code>
/// <para>Prompts for the API token (with scopes) as the password. Other cmdlets then use acme/widgets by default.</para>
/// </example>
/// <example>
/// <code>Connect-BbWorkspace -Repository gadgets</code>
/// <para>Moves the session to another repository of the workspace. The credentials stay.</para>
/// </example>
/// <example>
/// <code>$token = ConvertTo-SecureString $env:BB_TOKEN -AsPlainText -Force
/// Connect-BbWorkspace https://bitbucket.org/acme/widgets -AccessToken $token</code>
/// <para>Connects with an access token of a repository, project or workspace.</para>
/// </example>
/// <example>
/// <code>Connect-BbWorkspace acme/widgets -RetryTimeoutSec 3600 -RequestTimeoutSec 30</code>
/// <para>A request waits for up to an hour when the rate limit is exceeded, and 30 seconds for each response. After that the error is
/// RateLimited, and bulk operations end early.</para>
/// </example>
/// <example>
/// <code>Connect-BbWorkspace</code>
/// <para>Reads everything from environment variables, as in a build step.</para>
/// </example>
// Long because of the four kinds of credentials, each with its parameter set.
[Cmdlet(VerbsCommunications.Connect, "BbWorkspace", DefaultParameterSetName = "Environment")]
[OutputType(typeof(BitbucketSession))]
public sealed class ConnectWorkspaceCommand : BitbucketCmdlet
{
    private const string CredentialSet = "Credential";

    /// <summary>The parameters without which Connect-BbWorkspace reads everything from the environment.</summary>
    private static readonly string[] s_own = [
        nameof(Workspace), nameof(Repository), nameof(ApiUri), nameof(SiteUri), nameof(Proxy), nameof(RequestTimeoutSec),
        nameof(RetryTimeoutSec), nameof(Session)];

    /// <summary>
    /// The workspace: its slug, its uuid with or without braces, or the URL of its web page. <c>workspace/slug</c> also specifies the
    /// repository.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkspaceOrRepositoryCompleter))]
    [OneName(nameof(Workspace))]
    public string? Workspace { get; set; }

    /// <summary>The repository: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the URL of its web page.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    [OneName(nameof(Repository))]
    public string? Repository { get; set; }

    /// <summary>The e-mail address of an Atlassian account as the user name, and an API token with scopes as the password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CredentialSet)]
    [SecretPrompt("API token with scopes", SecretPromptAttribute.Token)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>An access token of a repository, project or workspace, or an OAuth access token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AccessToken")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? AccessToken { get; set; }

    /// <summary>
    /// The key of an OAuth consumer as the user name, and its secret as the password. Access tokens are renewed before they expire.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "ClientCredential")]
    [SecretPrompt("Secret of an OAuth consumer", SecretPromptAttribute.Consumer)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>
    /// The base URL of the API. The default is BITBUCKET_API_URI, otherwise Bitbucket Cloud. Must be https, except for a loopback address.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Uri? ApiUri { get; set; }

    /// <summary>
    /// The base URL of the website, for OAuth tokens and web links. The default is BITBUCKET_SITE_URI, otherwise Bitbucket Cloud. Must be
    /// https, except for a loopback address.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Uri? SiteUri { get; set; }

    /// <summary>The proxy, such as <c>http://proxy:8080</c>. The default is the system's proxy.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Uri? Proxy { get; set; }

    /// <summary>
    /// The timeout for one attempt of a request, and for a download that receives no data, in seconds: 1 to 3600. The default is 60. A
    /// request without any response fails after two minutes, including all retries, or after this timeout if it is longer. The total time
    /// of a download is not limited. A text with a unit (<c>90s</c>, <c>5m</c>) and a TimeSpan are allowed too.
    /// </summary>
    [Parameter]
    [SecondsTransformation]
    [ValidateRange(1, 3600)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int RequestTimeoutSec { get; set; }

    /// <summary>
    /// The maximum time that one request waits before it is sent again, because of rate limits (429) or of a failure such as a refused
    /// connection, in seconds: 0 to 86400. 0 means no wait. By default a request waits until the rate limit permits it, up to 15 minutes if
    /// another error says how long to wait, and makes four attempts in about five seconds after other failures. Takes a text with a unit
    /// and a TimeSpan, as -RequestTimeoutSec does.
    /// </summary>
    [Parameter]
    [SecondsTransformation]
    [ValidateRange(0, 86_400)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int RetryTimeoutSec { get; set; }

    /// <summary>Does not check the credentials, and sends no request.</summary>
    [Parameter]
    public SwitchParameter NoCheck { get; set; }

    /// <summary>Returns the session, for the -Session parameter of other cmdlets.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool IsFirstErrorLast => true;

    /// <inheritdoc/>
    private protected override bool NeedsSession => false;

    /// <inheritdoc/>
    protected override void Process()
    {
        string folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        BitbucketSession session = NewRequest().CreateSession(
            Session, SessionStore.Connected, s_own.Any(MyInvocation.BoundParameters.ContainsKey), MyInvocation.MyCommand.Name, folder);
        // A move that fails leaves the session as it is. Rejected new credentials do not: what follows must not use the former ones.
        BitbucketSession? former = Credential is null && AccessToken is null && ClientCredential is null ? SessionStore.Connected : null;
        SessionStore.Connected = former ?? session;
        ConnectionCheck? check = NoCheck ? null : Check(session, folder);
        if (former is not null && check?.Unusable is { } failure)
        {
            throw new ErrorRecordException(Errors.NotMoved(
                failure, session, PlaceFinder.InEffect(session, folder), PlaceFinder.InEffect(former, folder)));
        }

        SessionStore.Connected = session;
        if (session.Settings.Credential?.Warning is { } warning)
        {
            WriteWarning(warning);
        }

        Write(check?.Describe() ?? []);
        if (PassThru)
        {
            WriteObject(session);
        }

        if (check?.Rejected is { } rejected)
        {
            WriteError(ErrorOf(rejected, session, session.Workspace));
        }
    }

    private ConnectionRequest NewRequest() => new(
        Workspace, Repository,
        Credential is not null ? SessionCredential.Basic(Credential)
            : AccessToken is not null ? SessionCredential.Bearer(AccessToken)
            : ClientCredential is not null ? SessionCredential.OAuthClient(ClientCredential)
            : null,
        new ConnectionOptions(
            ApiUri, SiteUri, Proxy, GetSeconds(nameof(RequestTimeoutSec), RequestTimeoutSec),
            GetSeconds(nameof(RetryTimeoutSec), RetryTimeoutSec)));

    private ConnectionCheck Check(BitbucketSession session, string folder)
    {
        BitbucketSession place = PlaceFinder.InEffect(session, folder);
        BitbucketClient client = ClientOf(session);
        return Await(token => ConnectionCheck.RunAsync(client, session, place, token));
    }

    private TimeSpan? GetSeconds(string parameter, int value) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) ? TimeSpan.FromSeconds(value) : null;
}
