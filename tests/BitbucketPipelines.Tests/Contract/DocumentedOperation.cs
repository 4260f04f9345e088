using System.Text.Json;
using System.Text.RegularExpressions;
using BitbucketPipelines.Tests.Conventions;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>
/// An operation as Atlassian describes it. The facts are in tests/operations.json, which tests/Update-Operations.ps1 makes from Atlassian's
/// file.
/// </summary>
internal sealed record DocumentedOperation(
    string Id, string Method, string Path, IReadOnlyList<string>? Query, IReadOnlyList<string>? Body, IReadOnlyList<string>? Required)
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNameCaseInsensitive = true };

    public static IReadOnlyDictionary<string, DocumentedOperation> All { get; } =
        JsonSerializer.Deserialize<DocumentedOperation[]>(
            File.ReadAllText(System.IO.Path.Combine(Places.Root, "tests", "operations.json")), s_options)!
            .ToDictionary(o => o.Id, StringComparer.Ordinal);

    /// <summary>Whether a path is of this operation. A trailing slash does not matter: the service takes both.</summary>
    public bool Matches(string path) =>
        Regex.IsMatch("/" + path.TrimEnd('/'), "^" + Regex.Replace(Regex.Escape(Path), @"\\\{[^/]+?}", "[^/]+") + "$");
}
