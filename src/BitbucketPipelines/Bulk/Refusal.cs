using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The refusal (403) of several items of one repository. It has one cause, so it is one error.</summary>
internal static class Refusal
{
    /// <summary>The parts of the path of a repository: repositories, workspace and slug.</summary>
    private const int RepositoryParts = 3;

    /// <summary>
    /// The key of rows that have one error: their repository and the one that refused, which may be the source. Otherwise the row itself.
    /// </summary>
    public static object Of(ItemResult row) => row.Failure is { StatusCode: 403 } failure
        ? $"{row.Workspace}/{row.Repository} {RepositoryOf(failure.Request)}" : row;

    private static string RepositoryOf(string request)
    {
        IEnumerable<string> parts = request.Split('/')
            .SkipWhile(part => !part.EndsWith("repositories", StringComparison.Ordinal)).Take(RepositoryParts);
        return string.Join("/", parts).Split(' ').Last();
    }

    /// <summary>The error for all rows: that of the first one, and how many others there are.</summary>
    /// <param name="first">The error of the first row.</param>
    /// <param name="rows">All rows, at least one.</param>
    /// <param name="kind">The kind of item, such as <c>variable</c>.</param>
    public static ErrorDescription Of(ErrorDescription first, IReadOnlyList<ItemResult> rows, string kind)
    {
        int more = rows.Count - 1;
        if (more == 0)
        {
            return first;
        }

        string[] scopes = [.. rows.SelectMany(r => r.Failure?.RequiredScopes ?? []).Distinct(StringComparer.Ordinal)
            .Except(rows[0].Failure?.RequiredScopes ?? [])];
        string others = scopes.Length == 0 ? "" : $" They also need: {string.Join(", ", scopes)}.";
        return first with
        {
            Message = $"{first.Message} {Counted.Were(more, $"more {kind}")} refused in {rows[0].Workspace}/"
                + $"{rows[0].Repository}; the rows say which.{others}",
        };
    }
}
