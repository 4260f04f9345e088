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
/// keeps its credentials. If there is none, or if nothing is specified, the credentials are read from environment variables:
/// BITBUCKET_EMAIL or BITBUCKET_USERNAME with BITBUCKET_API_TOKEN, otherwise BITBUCKET_ACCESS_TOKEN or BITBUCKET_TOKEN, otherwise
/// BITBUCKET_CLIENT_ID with BITBUCKET_CLIENT_SECRET. The defaults for the workspace and the repository are then BITBUCKET_WORKSPACE and
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
/// <para>For bulk operations: waits up to an hour when the rate limit is reached, and 30 seconds for each response.</para>
/// </example>
/// <example>
/// <code>Connect-BbWorkspace</code>
/// <para>Reads everything from environment variables, as in a build step.</para>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "BbWorkspace", DefaultParameterSetName = "Environment")]
[OutputType(typeof(BitbucketSession))]
public sealed class ConnectWorkspaceCommand : BitbucketCmdlet
{
    private const string CredentialSet = "Credential";

    /// <summary>The check must not keep anyone waiting: the next cmdlet reports what is wrong.</summary>
    private static readonly TimeSpan s_checkTime = TimeSpan.FromSeconds(8);

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
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
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
    /// connection, in seconds: 0 to 86400. 0 means no wait. By default up to 15 minutes if Bitbucket says how long to wait, otherwise eight
    /// attempts in about 90 seconds when the rate limit is reached, and four attempts in about five seconds after other failures. Takes a
    /// text with a unit and a TimeSpan, as -RequestTimeoutSec does.
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
    protected override void Process()
    {
        foreach ((string name, string? value) in new[] { (nameof(Workspace), Workspace), (nameof(Repository), Repository) })
        {
            if (value is not null && value.Trim().Length == 0)
            {
                throw new ErrorRecordException(Errors.EmptyArgument(name), terminating: true);
            }
        }

        BitbucketSession session = CreateSession();
        SessionStore.Connected = session;
        if (session.Settings.Credential?.Warning is { } warning)
        {
            WriteWarning(warning);
        }

        BitbucketApiException? rejected = NoCheck ? null : Check(session);
        if (PassThru)
        {
            WriteObject(session);
        }

        if (rejected is not null)
        {
            WriteError(ErrorOf(rejected, session, session.Workspace));
        }
    }

    private BitbucketSession CreateSession()
    {
        SessionSettings environment = SessionSettings.FromEnvironment(Environment.GetEnvironmentVariable);
        SessionSettings former = FindFormer(environment);
        (string? workspace, string? repository) = former.ResolveDefaults(Workspace, Repository);
        BitbucketSession session = BitbucketSession.Create(former with
        {
            Workspace = workspace,
            Repository = repository,
            Credential = NewCredential() ?? former.Credential
                ?? throw new ErrorRecordException(Errors.NotConnected(connecting: true), terminating: true),
            ApiUri = ApiUri ?? former.ApiUri,
            SiteUri = SiteUri ?? former.SiteUri,
            Proxy = Proxy ?? former.Proxy,
            RequestTimeout = GetSeconds(nameof(RequestTimeoutSec), RequestTimeoutSec) ?? former.RequestTimeout,
            RetryTimeout = GetSeconds(nameof(RetryTimeoutSec), RetryTimeoutSec) ?? former.RetryTimeout,
            Source = NewCredential() is null ? former.Source : MyInvocation.MyCommand.Name,
        });
        PlaceFinder.RequireHost(Workspace ?? "", "-Workspace", session, "Specify the slug of the workspace.");
        PlaceFinder.RequireHost(Repository ?? "", "-Repository", session, "Specify the repository as workspace/slug.");
        PlaceFinder.RequireParts(Workspace, "-Workspace");
        PlaceFinder.RequireParts(Repository, "-Repository");
        if (former == environment && (workspace, repository) != new SessionSettings().ResolveDefaults(Workspace, Repository))
        {
            // Some of it comes from the environment.
            _ = EnvironmentPlace.Read(Environment.GetEnvironmentVariable, session);
        }

        // A specified repository stays the same when the folder changes, so its workspace must not come from the folder's git remote later.
        return Repository is not null && session.Workspace is null && InEffect(session).Workspace is { } found
            ? BitbucketSession.Create(session.Settings with { Workspace = found })
            : session;
    }

    /// <summary>What is not specified comes from the session that moves, otherwise from the environment.</summary>
    private SessionSettings FindFormer(SessionSettings environment)
    {
        // Credentials never go to another server than the one they were specified for.
        bool isMoving = NewCredential() is null && (Session ?? SessionStore.Connected)?.Settings is { } old
            && (ApiUri ?? old.ApiUri) == old.ApiUri && (SiteUri ?? old.SiteUri) == old.SiteUri
            && (s_own.Any(MyInvocation.BoundParameters.ContainsKey) || environment.Credential is null);
        if (!isMoving)
        {
            return environment;
        }

        SessionSettings former = (Session ?? SessionStore.Connected)!.Original.Settings;
        // A session of the environment goes on with what the environment says now, such as the next account of a script.
        bool isOfEnvironment = Session is null && former.Source == environment.Source
            && (former.ApiUri, former.SiteUri) == (environment.ApiUri, environment.SiteUri);
        return isOfEnvironment && environment.Credential is { } current && !current.Equals(former.Credential)
            ? former with { Credential = current }
            : former;
    }

    private BitbucketSession InEffect(BitbucketSession session) =>
        PlaceFinder.InEffect(session, SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    private TimeSpan? GetSeconds(string parameter, int value) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) ? TimeSpan.FromSeconds(value) : null;

    private SessionCredential? NewCredential() =>
        Credential is not null ? SessionCredential.Basic(Credential)
        : AccessToken is not null ? SessionCredential.Bearer(AccessToken)
        : ClientCredential is not null ? SessionCredential.OAuthClient(ClientCredential)
        : null;

    /// <summary>Sends one request and tells who is connected, and where. Returns the failure if the credentials are rejected.</summary>
    private BitbucketApiException? Check(BitbucketSession session)
    {
        BitbucketSession place = InEffect(session);
        RepositoryId? repository = place is { Workspace: { } workspace, Repository: { } slug } ? new RepositoryId(workspace, slug) : null;
        BitbucketClient client = ClientOf(session).WithoutRetries().Until(Deadline.After(session.Client.Clock, s_checkTime));
        BitbucketApiException? failure = Await(
            token => new SessionTester(client, session).ReadPlaceAsync(place.Workspace, repository, token));
        if (failure is not null && !SessionTester.IsAccepted(failure))
        {
            (ErrorId id, string advice) = RequestFailure.Describe(failure, session);
            if (id == ErrorId.InvalidCredentials)
            {
                return failure;
            }

            WriteWarning($"The credentials could not be checked. {failure.Message.TrimEnd('.')}. {advice}");
            return null;
        }

        WriteHost(ConnectedLine.Of(place));
        if (failure?.StatusCode == 404)
        {
            string missing = repository?.ToString() ?? place.Workspace!;
            WriteWarning($"{missing} was not found, or the credentials have no access. Check the spelling.");
        }
        else if (failure is not null)
        {
            WriteVerbose($"The credentials are accepted. {failure.Message}");
        }

        return null;
    }
}
