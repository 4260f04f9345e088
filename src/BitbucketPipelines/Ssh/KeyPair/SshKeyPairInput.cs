using System.Security;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>The key pair that a user specified.</summary>
/// <param name="Private">The private key.</param>
/// <param name="Public">The public key.</param>
/// <param name="IsVerified">Whether it is known that the keys belong together.</param>
internal sealed record SshKeyPairInput(SshPrivateKey Private, SshPublicKey Public, bool IsVerified)
{
    /// <summary>Reads and checks both keys.</summary>
    /// <param name="path">The file of the private key; null when the key itself is specified.</param>
    /// <param name="privateKey">The private key; null when its file is specified.</param>
    /// <param name="publicPath">The file of the public key, or null.</param>
    /// <param name="publicKey">The public key, or null.</param>
    /// <param name="derive">Computes the public key of a private key that does not contain it; returns null when that is
    /// impossible.</param>
    public static SshKeyPairInput Read(
        string? path, SecureString? privateKey, string? publicPath, string? publicKey, Func<SshPrivateKey, SshPublicKey?> derive)
    {
        string source = path ?? "-PrivateKey";
        SshPrivateKey own = SshKeyFiles.Private(path is null ? Secrets.ToPlainText(privateKey!) : SshKeyFiles.Read(path), source);
        SshPublicKey? derived = own.PublicKey ?? derive(own);
        (string? text, string publicSource) = FindPublic(path, publicPath, publicKey);
        SshPublicKey used = text is not null ? SshKeyFiles.Public(text, publicSource)
            : derived ?? throw new ErrorRecordException(Errors.PublicKeyRequired(source, own.Form), terminating: true);
        return derived is null || derived.Equals(used)
            ? new SshKeyPairInput(own, used, IsVerified: derived is not null)
            : throw new ErrorRecordException(Errors.KeyPairMismatch(source, derived, publicSource, used), terminating: true);
    }

    /// <summary>The key types only, because the private key is a secret.</summary>
    public override string ToString() => $"{Private.Form}, {Public.KeyType}";

    private static (string? Text, string Source) FindPublic(string? privatePath, string? publicPath, string? publicKey)
    {
        if (publicKey is not null)
        {
            return (publicKey, "-PublicKey");
        }

        string? path = publicPath ?? (privatePath is not null && File.Exists(privatePath + ".pub") ? privatePath + ".pub" : null);
        return path is null ? (null, "") : (SshKeyFiles.Read(path), path);
    }
}
