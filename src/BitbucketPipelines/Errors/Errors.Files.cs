using System.Management.Automation;

namespace BitbucketPipelines;

/// <content>Errors about paths and patterns, whichever cmdlet takes them.</content>
internal static partial class Errors
{
    /// <summary>The path belongs to another provider: a variable, a key of the registry.</summary>
    public static ErrorDescription NoFilePath(string path, string provider) => new(
        ErrorId.InvalidArgument, path, $"'{path}' is not the path of a file: it belongs to the provider {provider}. No file was touched.",
        "Specify a path in the file system. A relative path begins at the current location: if that is not a folder, change to one, or "
            + "specify a full path.");

    /// <summary>The path begins with the name of a drive that does not exist, or is no path at all.</summary>
    public static ErrorDescription UnresolvedPath(Exception e, string path) => new(
        e, ErrorId.InvalidArgument, path, $"'{path}' is not the path of a file. {e.Message}",
        "Specify a path in the file system. For a file whose name has a colon, begin with ./");

    /// <summary>A pattern cannot be read: a bracket is not closed, or there is nothing in it. Null for another failure.</summary>
    public static ErrorDescription? InvalidWildcard(Exception e, string pattern) => e is not WildcardPatternException ? null : new(
        e, ErrorId.InvalidArgument, pattern,
        $"'{pattern}' is not a valid pattern: a bracket [ begins a set of characters, such as [a-z], which must be closed and not empty.",
        $"Close it. For a name with a bracket, write ?, which is any one character: {Literal(pattern.Replace('[', '?'))}");
}
