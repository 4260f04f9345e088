namespace BitbucketPipelines.Api;

/// <summary>Conditions of the <c>q</c> parameter, which lists of branches, tags and repositories support.</summary>
internal static class QueryText
{
    /// <summary>The field has exactly this value.</summary>
    public static string Equal(string field, string value) => $"{field} = {Quoted(value)}";

    /// <summary>The field contains this text, in upper or lower case.</summary>
    public static string Contains(string field, string value) => $"{field} ~ {Quoted(value)}";

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
