namespace BitbucketPipelines.Api;

/// <summary>Conditions of the <c>q</c> parameter, which lists of branches, tags and repositories support.</summary>
internal static class QueryText
{
    /// <summary>The field has exactly this value.</summary>
    public static string Equal(string field, string value) => $"{field} = {Quoted(value)}";

    /// <summary>The field contains this text, in upper or lower case.</summary>
    public static string Contains(string field, string value) => $"{field} ~ {Quoted(value)}";

    /// <summary>The same, but the field contains none of these texts.</summary>
    public static string Without(string query, string field, IEnumerable<string> values) =>
        string.Concat(new[] { query }.Concat(values.Select(v => $" AND {field} !~ {Quoted(v)}")));

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
