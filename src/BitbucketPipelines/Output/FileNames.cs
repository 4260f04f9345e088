namespace BitbucketPipelines.Output;

/// <summary>Names of files, made of names that a server chose.</summary>
internal static class FileNames
{
    private const int Longest = 120;

    /// <summary>Without anything that a file system, of whatever system, could take amiss.</summary>
    public static string Safe(string name)
    {
        string safe = string.Concat(name.Select(c => char.IsControl(c) || c is '{' or '}' or ' ' or '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c));
        return safe.Length > Longest ? safe.Substring(0, Longest) : safe;
    }
}
