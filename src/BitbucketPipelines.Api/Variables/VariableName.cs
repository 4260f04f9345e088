namespace BitbucketPipelines.Api;

/// <summary>The rule for names of variables: ASCII letters, digits and underscores, not beginning with a digit. Case-sensitive.</summary>
internal static class VariableName
{
    /// <summary>Whether Bitbucket accepts the name.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 } && !IsDigit(name[0])
            && name.All(c => c == '_' || IsDigit(c) || c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
