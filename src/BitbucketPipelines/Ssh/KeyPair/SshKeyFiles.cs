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
    public static string Read(string path, Encoding? encoding = null, bool hasParameter = false) =>
        !File.Exists(path)
            ? throw new ErrorRecordException(Errors.KeyFileNotFound(path), terminating: true)
            : TextFiles.Read(path, encoding, hasParameter, terminating: true);

    /// <summary>A private key.</summary>
    public static SshPrivateKey Private(string text, string source) =>
        ErrorMap.Run(() => SshPrivateKey.Parse(text), e => Errors.InvalidPrivateKey(e, source), terminating: true);

    /// <summary>A public key.</summary>
    public static SshPublicKey Public(string text, string source) =>
        ErrorMap.Run(() => SshPublicKey.Parse(text), e => Errors.InvalidPublicKey(e, source), terminating: true);

    /// <summary>The key of a host.</summary>
    public static SshPublicKey Host(string? publicKey, string? keyType, string? key, string name, bool terminating) =>
        publicKey is null && key is null
            ? throw new ErrorRecordException(Errors.HostKeyRequired(name), terminating)
            : ErrorMap.Run(
                () => publicKey is not null ? SshPublicKey.Parse(publicKey) : SshPublicKey.From(keyType, key!),
                e => Errors.InvalidHostKey(e, name), terminating);

    /// <summary>A host and its port.</summary>
    public static SshHostName Name(string name, bool terminating) =>
        ErrorMap.Run(() => SshHostName.Parse(name), e => Errors.InvalidHostName(name, e), terminating);

    /// <summary>Normalizes fingerprints.</summary>
    public static string[] Fingerprints(string[] given) =>
        [.. given.Select(
            f => SshFingerprint.Normalize(f) ?? throw new ErrorRecordException(Errors.InvalidFingerprint(f), terminating: true))];
}
