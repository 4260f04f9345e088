using System.Collections;
using System.Net.Http.Headers;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Raw;

namespace BitbucketPipelines;

/// <summary>The parameters of Invoke-BbApi from which the request is built.</summary>
/// <param name="Method">The HTTP method, in upper case.</param>
/// <param name="Query">The query parameters, not escaped.</param>
/// <param name="Body">The body as PowerShell passed it; null when there is none.</param>
/// <param name="InFile">The file whose content is the body; null when there is none.</param>
/// <param name="ContentType">The media type of the body.</param>
internal sealed record RequestParameters(string Method, IDictionary? Query, object? Body, string? InFile, string ContentType)
{
    /// <summary>Whether all pages of a list are read.</summary>
    public bool IsPaged { get; init; }

    /// <summary>Whether the response may be a file or a log rather than JSON.</summary>
    public bool AcceptsFile { get; init; }

    /// <summary>Whether the request is sent without credentials.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Whether the request only reads.</summary>
    public bool IsGet => Method == "GET";

    /// <summary>Throws if the parameters cannot be used together.</summary>
    public void Validate()
    {
        (string Message, string Advice)? problem = 0 switch
        {
            _ when Body is not null && InFile is not null => ("-Body and -InFile cannot be used together.", "Specify only one of them."),
            _ when IsGet && (Body is not null || InFile is not null) =>
                ("A GET request has no body.", "Specify another -Method, or pass the values with -Query."),
            _ when !IsGet && IsPaged => ("-Paginate can be used only with GET.", "Remove -Paginate."),
            _ when !MediaTypeHeaderValue.TryParse(ContentType, out MediaTypeHeaderValue? _) =>
                ($"'{ContentType}' is not a valid media type.", "Specify one such as application/json or application/yaml."),
            _ when IsPaged && Query?.Contains("page") == true =>
                ("-Paginate requests the pages by their numbers itself.", "Remove 'page' from -Query, or remove -Paginate."),
            _ => null,
        };
        if (problem is { } found)
        {
            throw new ErrorRecordException(
                Errors.InvalidArgument(ErrorId.AmbiguousRequest, found.Message, found.Advice), terminating: true);
        }
    }

    /// <summary>Builds the request.</summary>
    /// <param name="path">The path as the user wrote it.</param>
    /// <param name="apiUri">The root of the API.</param>
    /// <param name="workspace">Returns the workspace, for its placeholder in the path.</param>
    /// <param name="slug">Returns the slug of the repository, for its placeholder in the path.</param>
    /// <param name="resolvePath">Converts a PowerShell path to a file system path.</param>
    public ApiRequest ToRequest(
        string path, Uri apiUri, Func<string> workspace, Func<string> slug, Func<string, string> resolvePath)
    {
        ApiPathTemplate address = ErrorMap.Run(() => ApiPathTemplate.Parse(path, apiUri, ValueOf), Errors.InvalidApiPath);
        return new ApiRequest
        {
            Method = new HttpMethod(Method),
            Path = address.Path,
            Query = [.. address.Query, .. QueryValues.Read(Query)],
            Body = InFile is null ? RequestBody.Write(Body, ContentType) : TextFiles.ReadBytes(resolvePath(InFile)),
            ContentType = ContentType,
            // A resource that is a log or a file answers 406 to a request for JSON.
            Accept = AcceptsFile ? "*/*" : "application/json",
            MayLeaveOrigin = IsGet && AcceptsFile,
            Anonymous = IsAnonymous,
        };

        string? ValueOf(string placeholder) => placeholder switch
        {
            "workspace" => workspace(),
            "repo_slug" or "repo" or "repository" => slug(),
            _ => null,
        };
    }
}
