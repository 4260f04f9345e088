using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Sends a request to any resource of the Bitbucket API.</summary>
/// <remarks>
/// <para>The request is sent like those of the other cmdlets: with the credentials of the session, and with retries where they are safe. A
/// POST or PATCH request that may have arrived is never sent again. A failed request is an error record of this module.</para>
/// <para>The path is relative to the root of the API. <c>{workspace}</c> and <c>{repo_slug}</c> (or <c>{repo}</c>) are replaced with the
/// workspace and the repository of the parameters or the session. Put the path in quotes, because PowerShell treats unquoted braces as a
/// script block. Each part of the path is escaped once: a uuid keeps its braces, and escaped text is not escaped again. A full URL is
/// accepted if it belongs to the API of the session; credentials are never sent to another server.</para>
/// <para>The response is written as objects; an empty response writes nothing. Strings stay strings, even if they hold a time. With
/// -Paginate, the items of all pages are written one by one, and items with the same uuid only once.</para>
/// <para>For piped objects, several GET requests are sent at the same time. Changes, and downloads with -OutFile, are made one after the
/// other, whatever -ThrottleLimit says: their order may matter.</para>
/// <para>All methods except GET support -WhatIf and -Confirm. DELETE always asks for confirmation, unless -Force is specified.</para>
/// </remarks>
/// <example>
/// <code>$query = @{ q = 'name ~ "release"'; sort = '-name' }
/// Invoke-BbApi 'repositories/{workspace}/{repo_slug}/refs/branches' -Query $query -Paginate</code>
/// <para>Lists the branches of the session's repository whose names contain "release".</para>
/// </example>
/// <example>
/// <code>$body = @{ key = (Get-Content key.pub -Raw); label = 'build' }
/// Invoke-BbApi 'repositories/{workspace}/{repo}/deploy-keys' -Method POST -Body $body</code>
/// <para>Sends a body that is built from a hashtable.</para>
/// </example>
/// <example>
/// <code>Invoke-BbApi 'repositories/{workspace}/{repo}/downloads/app.zip' -OutFile app.zip</code>
/// <para>Saves the response to a file.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "BbApi", SupportsShouldProcess = true, DefaultParameterSetName = "Object")]
[OutputType(typeof(PSObject))]
public sealed class InvokeApiCommand : RepositoryCmdlet
{
    /// <summary>The path, such as <c>repositories/{workspace}/{repo_slug}/refs/branches</c>, with or without a query.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [MustSpecify]
    [Alias("Uri", "Endpoint")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Path { get; set; } = "";

    /// <summary>The HTTP method: GET, POST, PUT, PATCH or DELETE. The default is GET.</summary>
    [Parameter]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string Method { get; set; } = "GET";

    /// <summary>
    /// Query parameters, not escaped: <c>@{ q = 'state = "OPEN"'; pagelen = 50 }</c>. An array adds the parameter
    /// once for each value.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public IDictionary? Query { get; set; }

    /// <summary>
    /// The body: a hashtable, an object or an array, which is converted to JSON, or a string that is JSON. With another -ContentType, a
    /// string is sent unchanged. Secure strings are rejected.
    /// </summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public object? Body { get; set; }

    /// <summary>A file whose content is sent unchanged as the body.</summary>
    [Parameter]
    [Alias("BodyPath")]
    [ValidateNotNullOrEmpty]
    public string? InFile { get; set; }

    /// <summary>The media type of the body. The default is <c>application/json</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string ContentType { get; set; } = "application/json";

    /// <summary>Reads all pages of a list and writes their items. <c>pagelen</c> in -Query sets the number of items per page.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Paginate")]
    public SwitchParameter Paginate { get; set; }

    /// <summary>Writes the response as a string, without converting it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Raw")]
    public SwitchParameter Raw { get; set; }

    /// <summary>
    /// Saves the response to this file, for example a log or an archive. An existing file is replaced when the download is complete.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "OutFile")]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Sends the request without credentials.</summary>
    [Parameter]
    public SwitchParameter Anonymous { get; set; }

    /// <summary>Does not ask for confirmation before a DELETE request.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => $"{Method} {Path.Split('?')[0]}";

    /// <inheritdoc/>
    private protected override bool IsWriter => !Parameters.IsGet;

    private RequestParameters Parameters => new(Method.ToUpperInvariant(), Query, Body, InFile, ContentType)
    {
        IsPaged = Paginate,
        AcceptsFile = Raw || OutFile is not null,
        IsAnonymous = Anonymous,
    };

    /// <inheritdoc/>
    protected override void Begin() => Parameters.Validate();

    /// <inheritdoc/>
    protected override void Process()
    {
        ApiRequest request = Parameters.ToRequest(
            // If the path has a repository too, the workspace is that of the repository.
            Path, CurrentSession.ApiUri,
            () => NotEmpty(Repository) is null && Path.IndexOf("{repo", StringComparison.Ordinal) < 0
                ? ResolveWorkspace() : TargetRepository.Workspace,
            () => TargetRepository.Slug,
            FilePath);
        if (request.IsWrite && !ShouldSend(request.Path, request.Method.Method))
        {
            return;
        }

        string? file = OutFile is null ? null : FilePath(OutFile);
        var output = new ApiOutput(Client, request, Raw, file, Paginate ? JsonPageReader(request) : null);
        if (request.IsWrite || file is not null)
        {
            // Changes are made one after the other: their order may matter.
            using (output)
            {
                while (Await(output.ReadAsync) is { } part)
                {
                    WriteObject(part, enumerateCollection: true);
                }
            }
        }
        else
        {
            Start((record, token) => WriteAsync(record, output, token));
        }
    }

    private async Task<Action?> WriteAsync(RecordWork record, ApiOutput output, CancellationToken cancellationToken)
    {
        using (output)
        {
            while (await record.Gate.RunAsync(() => output.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false)
                is { } part)
            {
                await OnPipeline(
                    () =>
                    {
                        WriteObject(part, enumerateCollection: true);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    private bool ShouldSend(string path, string method) =>
        method == "DELETE" ? ShouldProcessAtHighImpact(path, method, Force) : ShouldProcess(path, method);
}
