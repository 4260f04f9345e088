using System.Text.RegularExpressions;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>An operation as it is documented.</summary>
internal sealed record OpenApiOperation(string Method, string Path, IReadOnlyList<string> Query, OpenApiBody? Body)
{
    /// <summary>Whether a path is of this operation. A trailing slash does not matter: the service takes both.</summary>
    public bool Matches(string path) =>
        Regex.IsMatch("/" + path.TrimEnd('/'), "^" + Regex.Replace(Regex.Escape(Path), @"\\\{[^/]+?}", "[^/]+") + "$");
}
