using System.Net.Http.Headers;

namespace BitbucketPipelines;

/// <summary>Which parameters of a request cannot be used together.</summary>
/// <param name="IsGet">Whether the method is GET.</param>
/// <param name="HasBody">Whether a body is given.</param>
/// <param name="HasFile">Whether a file is given as the body.</param>
/// <param name="IsPaged">Whether all pages are read.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="HasPage">Whether the query names a page.</param>
internal sealed record RequestRules(bool IsGet, bool HasBody, bool HasFile, bool IsPaged, string ContentType, bool HasPage)
{
    /// <summary>The first rule that is broken, and what to do; or null.</summary>
    public (string Message, string Advice)? Problem => 0 switch
    {
        _ when HasBody && HasFile => ("-Body and -InFile cannot be used together.", "Specify only one of them."),
        _ when IsGet && (HasBody || HasFile) => ("A GET has no body.", "Give -Method, or use -Query for parameters."),
        _ when !IsGet && IsPaged => ("-Paginate goes with GET only.", "Leave it out."),
        _ when !MediaTypeHeaderValue.TryParse(ContentType, out MediaTypeHeaderValue? _) =>
            ($"'{ContentType}' is not a valid media type.", "Specify one such as application/json or application/yaml."),
        _ when IsPaged && HasPage =>
            ("-Paginate counts the pages itself.", "Leave 'page' out of -Query, or leave -Paginate out."),
        _ => null,
    };
}
