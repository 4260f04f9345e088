using System.Text;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>Reads keys, with errors that name where they come from and never what they hold.</summary>
internal static class SshKeyFiles
{
    /// <summary>The text of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">What -Encoding says.</param>
    /// <param name="hasParameter">Whether the cmdlet has -Encoding.</param>
    public static string Read(string path, Encoding? encoding = null, bool hasParameter = false)
    {
        try
        {
            return File.Exists(path) ? TextFiles.Read(path, encoding, hasParameter, terminating: true)
                : throw new ItemFailedException(ErrorRecords.KeyFileNotFound(path), terminating: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ItemFailedException(ErrorDescription.TryFrom(e, null, path)!, terminating: true);
        }
    }

    /// <summary>A private key.</summary>
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

    /// <summary>A public key.</summary>
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

    /// <summary>The key of a host.</summary>
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

    /// <summary>A host and its port.</summary>
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

    /// <summary>Fingerprints in the one way to write them.</summary>
    public static string[] Fingerprints(string[] given) =>
        [.. given.Select(
            f => SshFingerprint.Normalize(f) ?? throw new ItemFailedException(ErrorRecords.InvalidFingerprint(f), terminating: true))];
}
