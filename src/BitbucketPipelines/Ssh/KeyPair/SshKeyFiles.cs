using System.Text;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>Reads keys, with errors that name the source but never contain the key.</summary>
internal static class SshKeyFiles
{
    /// <summary>Reads a key file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">The value of -Encoding.</param>
    /// <param name="hasParameter">Whether the cmdlet has -Encoding.</param>
    public static string Read(string path, Encoding? encoding = null, bool hasParameter = false)
    {
        try
        {
            return File.Exists(path) ? TextFiles.Read(path, encoding, hasParameter, terminating: true)
                : throw new ItemFailedException(ErrorRecords.KeyFileNotFound(path), terminating: true);
        }
        catch (IOException e)
        {
            throw new ItemFailedException(ErrorRecords.From(e, path), terminating: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ItemFailedException(ErrorRecords.From(e, path), terminating: true);
        }
    }

    public static SshPrivateKey Private(string text, string source)
    {
        try
        {
            return SshPrivateKey.Parse(text);
        }
        catch (SshKeyException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidPrivateKey(e, source), terminating: true);
        }
    }

    public static SshPublicKey Public(string text, string source)
    {
        try
        {
            return SshPublicKey.Parse(text);
        }
        catch (SshKeyException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidPublicKey(e, source), terminating: true);
        }
    }

    public static SshPublicKey Host(string? publicKey, string? keyType, string? key, string name, bool terminating)
    {
        try
        {
            return publicKey is not null ? SshPublicKey.Parse(publicKey)
                : key is not null ? SshPublicKey.From(keyType, key)
                : throw new ItemFailedException(ErrorRecords.HostKeyRequired(name), terminating);
        }
        catch (SshKeyException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidHostKey(e, name), terminating);
        }
    }

    public static SshHostName Name(string name, bool terminating)
    {
        try
        {
            return SshHostName.Parse(name);
        }
        catch (FormatException e)
        {
            throw new ItemFailedException(ErrorRecords.InvalidHostName(name, e), terminating);
        }
    }

    /// <summary>Normalizes fingerprints.</summary>
    public static string[] Fingerprints(string[] given) =>
        [.. given.Select(
            f => SshFingerprint.Normalize(f) ?? throw new ItemFailedException(ErrorRecords.InvalidFingerprint(f), terminating: true))];
}
