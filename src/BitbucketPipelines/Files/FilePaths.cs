using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Resolves the paths of PowerShell to files. The paths of other providers, such as <c>env:PATH</c>, are refused.</summary>
internal static class FilePaths
{
    private const string FileSystem = "FileSystem";

    /// <summary>The full path of a file that need not exist. Wildcards are taken literally.</summary>
    /// <param name="paths">The paths of PowerShell.</param>
    /// <param name="path">The path.</param>
    /// <param name="terminating">Whether an error ends the cmdlet.</param>
    /// <exception cref="ErrorRecordException">The path is not one of the file system.</exception>
    public static string Resolve(PathIntrinsics paths, string path, bool terminating = true)
    {
        (string full, ProviderInfo provider) = ErrorMap.Run(
            () => (Resolve(paths, path, out ProviderInfo found), found), e => Unresolved(e, path), terminating);
        return provider.Name == FileSystem ? full
            : throw new ErrorRecordException(Errors.NoFilePath(path, provider.Name), terminating);
    }

    /// <summary>The full path; null if the path is not one of the file system.</summary>
    public static string? TryResolve(PathIntrinsics paths, string path)
    {
        string full = Resolve(paths, path, out ProviderInfo provider);
        return provider.Name == FileSystem ? full : null;
    }

    /// <summary>The full paths of the files and folders that a pattern with wildcards matches.</summary>
    /// <param name="paths">The paths of PowerShell.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="terminating">Whether an error ends the cmdlet.</param>
    /// <exception cref="ErrorRecordException">The pattern is not valid, or not a path of the file system.</exception>
    public static IReadOnlyList<string> Find(PathIntrinsics paths, string pattern, bool terminating = true)
    {
        (string[] found, ProviderInfo provider) = ErrorMap.Run(
            () =>
            {
#pragma warning disable RS0030 // Paths are resolved here.
                string[] all = [.. paths.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo own)];
#pragma warning restore RS0030
                return (all, own);
            },
            e => Errors.InvalidWildcard(e, pattern) ?? Unresolved(e, pattern), terminating);
        return provider.Name == FileSystem ? found
            : throw new ErrorRecordException(Errors.NoFilePath(pattern, provider.Name), terminating);
    }

    private static string Resolve(PathIntrinsics paths, string path, out ProviderInfo provider) =>
#pragma warning disable RS0030 // Paths are resolved here.
        paths.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
#pragma warning restore RS0030

    private static ErrorDescription? Unresolved(Exception e, string path) => e is SessionStateException or ProviderInvocationException
        or NotSupportedException ? Errors.UnresolvedPath(e, path) : null;
}
