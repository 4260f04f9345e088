using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Raw;

namespace BitbucketPipelines.Commands;

/// <summary>Sends a request to any resource of the Bitbucket API.</summary>
/// <remarks>
/// <para>The request goes through the same door as those of the other cmdlets: it is signed, repeated when that does no harm (a POST or
/// PATCH that may have arrived is never sent again), and each failure is an error record of this module.</para>
/// <para>The path is relative to the root of the API. <c>{workspace}</c> and <c>{repo_slug}</c> (or <c>{repo}</c>) stand for those of the
/// parameters or the session; quote the path, or PowerShell takes the braces for a script block. Everything is escaped once: a uuid keeps
/// its braces, and what is escaped already stays as it is. A whole address is taken too, when it belongs to the API of the session;
/// credentials go nowhere else.</para>
/// <para>The answer is written as objects, nothing for an empty one. Texts stay texts, also those that hold a time. With -Paginate the
/// items of all pages are written one by one, each uuid once.</para>
/// <para>Everything but GET asks as -Confirm says; DELETE always asks, unless -Force is given.</para>
/// </remarks>
/// <example>
/// <code>Invoke-BbApi 'repositories/{workspace}/{repo_slug}/refs/branches' -Query @{ q = 'name ~ "release"'; sort = '-name' }
/// -Paginate</code>
/// <para>The branches of the session's repository whose names hold "release".</para>
/// </example>
/// <example>
/// <code>Invoke-BbApi 'repositories/{workspace}/{repo}/deploy-keys' -Method POST -Body @{ key = (Get-Content key.pub -Raw); label = 'build'
/// }</code>
/// <para>Posts a body that is made of a hashtable.</para>
/// </example>
/// <example>
/// <code>Invoke-BbApi 'repositories/{workspace}/{repo}/downloads/app.zip' -OutFile app.zip</code>
/// <para>Saves an answer to a file.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "BbApi", SupportsShouldProcess = true, DefaultParameterSetName = "Object")]
[OutputType(typeof(PSObject))]
public sealed class InvokeApiCommand : RepositoryCmdlet
{
    // Longer than most: it has four kinds of output and three kinds of body.
    /// <summary>The path, such as <c>repositories/{workspace}/{repo_slug}/refs/branches</c>, with or without a query.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Uri", "Endpoint")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The method: GET, POST, PUT, PATCH or DELETE.</summary>
    [Parameter]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string Method { get; set; } = "GET";

    /// <summary>
    /// Query parameters, not escaped: <c>@{ q = 'state = "OPEN"'; pagelen = 50 }</c>. An array gives the parameter several times.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    /// <summary>
    /// The body: a hashtable, an object or an array, of which JSON is made, or a text that is JSON. With another -ContentType, a text is
    /// sent as it is. Secure strings are refused.
    /// </summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Body { get; set; }

    /// <summary>A file whose content is the body, as it is.</summary>
    [Parameter]
    [Alias("BodyPath")]
    [ValidateNotNullOrEmpty]
    public string? InFile { get; set; }

    /// <summary>The media type of the body: <c>application/json</c> unless told otherwise.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string ContentType { get; set; } = "application/json";

    /// <summary>Reads all pages of a list, and writes their items. <c>pagelen</c> in -Query says how long a page is to be.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Paginate")]
    public SwitchParameter Paginate { get; set; }

    /// <summary>Writes the answer as the text that came.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Raw")]
    public SwitchParameter Raw { get; set; }

    /// <summary>Saves the answer to this file, whatever it is: a log, an archive. Existing files are replaced once all has come.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "OutFile")]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Sends no credentials.</summary>
    [Parameter]
    public SwitchParameter Anonymous { get; set; }

    /// <summary>Does not ask before a DELETE.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => $"{Method} {Path.Split('?')[0]}";

    /// <inheritdoc/>
    private protected override bool IsWriter => !IsGet;

    private bool IsGet => Method.Equals("GET", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override void Begin()
    {
        var rules = new RequestRules(IsGet, Body is not null, InFile is not null, Paginate, ContentType, Query?.Contains("page") == true);
        if (rules.Problem is { } problem)
        {
            throw new ErrorRecordException(
                ErrorRecords.InvalidArgument(ErrorId.AmbiguousRequest, problem.Message, problem.Advice), terminating: true);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        ApiRequest request = NewRequest();
        string method = request.Method.Method;
        if (!IsGet && !(method == "DELETE" ? ShouldProcessAtHighImpact(request.Path, method, Force) : ShouldProcess(request.Path, method)))
        {
            return;
        }

        if (Paginate)
        {
            WritePages(request);
        }
        else if (OutFile is not null)
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(OutFile);
            Await(token => FileDownload.SaveAsync(Client, request, file, token));
        }
        else if (Raw)
        {
            byte[]? answer = Await(token => Client.ReadBytesAsync(request, token));
            if (answer is { Length: > 0 })
            {
                WriteObject(Encoding.UTF8.GetString(answer));
            }
        }
        else
        {
            JsonElement answer = Await(token => Client.ReadJsonAsync(request, token));
            if (answer.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            {
                WriteObject(JsonObjects.Read(answer), enumerateCollection: answer.ValueKind == JsonValueKind.Array);
            }
        }
    }

    private ApiRequest NewRequest()
    {
        ApiPathTemplate address = ErrorMap.Run(() => ApiPathTemplate.Parse(Path, CurrentSession.ApiUri, Fill), ErrorRecords.InvalidApiPath);
        return new ApiRequest
        {
            Method = new HttpMethod(Method.ToUpperInvariant()),
            Path = address.Path,
            Query = [.. address.Query, .. JsonObjects.Pairs(Query)],
            Body = ReadBody(),
            ContentType = ContentType,
            // JSON asked for is refused (406) where there is a log or a file.
            Accept = Raw || OutFile is not null ? "*/*" : "application/json",
            MayLeaveOrigin = IsGet && (Raw || OutFile is not null),
            Anonymous = Anonymous,
        };
    }

    private void WritePages(ApiRequest request)
    {
        using JsonPageReader pages = JsonPageReader(request);
        while (Await(_ => pages.ReadAsync()) is { } page)
        {
            foreach (JsonElement item in page)
            {
                WriteObject(JsonObjects.Read(item));
            }
        }

        if (!pages.IsList)
        {
            WriteError(ErrorRecords.NotAList(request.ToString()));
        }
    }

    private byte[]? ReadBody() => InFile is not null
        ? File.ReadAllBytes(SessionState.Path.GetUnresolvedProviderPathFromPSPath(InFile))
        : JsonObjects.WriteBody(Body, ContentType);

    private string? Fill(string name) => name switch
    {
        "workspace" => NotEmpty(Repository) is null ? ResolveWorkspace() : Target.Workspace,
        "repo_slug" or "repo" or "repository" => Target.Slug,
        _ => null,
    };
}
