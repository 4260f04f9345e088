using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <content>Of key pairs, known hosts and host keys. No message holds any part of a private key.</content>
internal static partial class ErrorRecords
{
    public static ErrorDescription KeyPairNotFound(RepositoryId repository) => new(
        ErrorId.KeyPairNotFound, repository.ToString(), $"{repository} has no SSH key pair.",
        "Make one with New-BbSshKeyPair, or store one with Set-BbSshKeyPair.");

    public static ErrorDescription? KeyPairNeverEnabled(Exception e, RepositoryId repository) => !IsNeverEnabled(e) ? null : new(
        e, ErrorId.KeyPairNotFound, repository.ToString(),
        $"{repository} has no SSH key pair: Pipelines was never enabled there. {e.Message}",
        $"Enable Pipelines (Set-BbPipelineConfig -Enabled $true -Repository {repository}), then make a pair with New-BbSshKeyPair or "
            + "store one with Set-BbSshKeyPair.");

    public static ErrorDescription? KeyPairNotTaken(Exception e, RepositoryId repository) => !IsNeverEnabled(e) ? null : new(
        e, ErrorId.NotFound, repository.ToString(),
        $"{repository} takes no SSH key pair: Pipelines was never enabled there. {e.Message}",
        $"Enable Pipelines first: Set-BbPipelineConfig -Enabled $true -Repository {repository}");

    public static ErrorDescription? InvalidPrivateKey(Exception thrown, string source) => thrown is not SshKeyException e ? null : new(
        e.Problem == SshKeyProblem.Encrypted ? ErrorId.EncryptedPrivateKey : ErrorId.InvalidPrivateKey, source,
        $"The private key ({source}) cannot be used. {e.Message}", e.Advice);

    public static ErrorDescription? InvalidPublicKey(Exception thrown, string source) => thrown is not SshKeyException e ? null : new(
        ErrorId.InvalidPublicKey, source, $"The public key ({source}) cannot be used. {e.Message}", e.Advice);

    public static ErrorDescription KeyPairMismatch(string privateSource, SshPublicKey own, string publicSource, SshPublicKey given) => new(
        ErrorId.KeyPairMismatch, publicSource,
        $"The keys are not a pair: the private one ({privateSource}) belongs to {own.KeyType} {own.Fingerprint}, the public one "
            + $"({publicSource}) is {given.KeyType} {given.Fingerprint}.",
        "Nothing was stored. Give the public key of this private key, or none: it is computed then, when there is no .pub file.");

    public static ErrorDescription PublicKeyRequired(string source, string form) => new(
        ErrorId.PublicKeyRequired, source,
        $"The public key cannot be computed from the private one ({source}, {form}).",
        "Give it with -PublicKey or -PublicKeyPath.");

    public static ErrorDescription KeyFileNotFound(string path) => new(
        ErrorId.KeyFileNotFound, path, $"There is no file {path}.", "Check the path.");

    public static ErrorDescription SshKeygenMissing() => new(
        ErrorId.SshKeygenMissing, null, "ssh-keygen was not found in the PATH.",
        "Install OpenSSH (Debian and Ubuntu: openssh-client; Windows: the optional feature OpenSSH Client), or make the pair elsewhere "
            + "and store it with Set-BbSshKeyPair.");

    public static ErrorDescription SshKeygenFailed(string said) => new(
        ErrorId.SshKeygenFailed, null, $"ssh-keygen made no key. {said.Trim()}".TrimEnd(),
        "Run ssh-keygen by hand to see why. Nothing was stored.");

    public static ErrorDescription SshKeyscanMissing() => new(
        ErrorId.SshKeyscanMissing, null, "ssh-keyscan was not found in the PATH.",
        "Install OpenSSH (Debian and Ubuntu: openssh-client; Windows: the optional feature OpenSSH Client), or take the key from a "
            + "known_hosts file with Import-BbKnownHost.");

    public static ErrorDescription KnownHostNotFound(string wanted, string where, IReadOnlyList<KnownHost> all) => new(
        ErrorId.KnownHostNotFound, wanted, $"{where} has no known host '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {string.Join(", ", all.Select(h => h.Name))}.");

    public static ErrorDescription KnownHostNotInFile(string wanted, string path) => new(
        ErrorId.KnownHostNotFound, wanted, $"{path} has no host '{wanted}' that can be read.",
        "Names that are hashed (ssh-keygen -H) cannot be read.");

    public static ErrorDescription? InvalidHostName(string name, Exception e) => e is not FormatException ? null : new(
        ErrorId.InvalidHostName, name, $"'{name}' names no host: {e.Message}.",
        "Give host, host:port or [host]:port.");

    public static ErrorDescription HostNotAllowed(string name, string reason) => new(
        ErrorId.HostNotAllowed, name, $"'{name}' cannot be a known host. {reason}",
        "There is nothing to do: builds reach this host without a known host. Bitbucket refuses bitbucket.org, github.com and gitlab.com.");

    public static ErrorDescription? InvalidHostKey(Exception thrown, string name) => thrown is not SshKeyException e ? null : new(
        ErrorId.InvalidHostKey, name, $"The key for '{name}' cannot be used. {e.Message}", e.Advice);

    public static ErrorDescription HostKeyRequired(string name) => new(
        ErrorId.HostKeyRequired, name, $"There is no key for '{name}'.",
        "Give -PublicKey 'ssh-ed25519 AAAA..', or pipe keys in: Get-BbHostKey git.example.com | Set-BbKnownHost.");

    public static ErrorDescription HostNameRequired(string name) => new(
        ErrorId.HostNameRequired, name,
        $"No host was specified: '{name}' is the name of an object that holds no key of a host.",
        "Give -Name.");

    public static ErrorDescription KnownHostFailed(KnownHostResult result, BitbucketSession? session) =>
        KnownHostStore.IsNotAllowed(result.Failure?.ToException())
        ? HostNotAllowed(result.Name, result.Failure!.Message)
        : ItemFailed(result, "known host", session);

    public static ErrorDescription InvalidFingerprint(string text) => new(
        ErrorId.InvalidFingerprint, text, $"'{text}' is no fingerprint.",
        "Give it as ssh-keygen -l writes it: SHA256: and 43 characters, or MD5: and 16 pairs of digits.");

    public static ErrorDescription HostUnreachable(SshHostName host, int seconds, string said) => new(
        ErrorId.HostUnreachable, host.ToString(),
        // What ssh-keyscan says may have come at once: a refused connection, an unknown name.
        $"{host.Host} did not answer on port {host.Port}{(said.Length > 0 ? $": {said}" : $" within {seconds} seconds.")}",
        "Check name, port and firewall. ssh-keyscan does not go through a proxy or a jump host.");

    public static ErrorDescription HostKeyNotFound(SshHostName host, IReadOnlyList<string> types) => new(
        ErrorId.HostKeyNotFound, host.ToString(),
        $"{host} answered, but showed no key of the type {string.Join(", ", types)}.",
        "Leave -KeyType out, or give more time with -TimeoutSec. An answer on this port may also come from something else than SSH.");

    public static ErrorDescription HostKeyMismatch(SshHostName host, IReadOnlyList<string> wanted, IReadOnlyList<SshPublicKey> keys) => new(
        ErrorId.HostKeyMismatch, host.ToString(),
        $"No key of {host} has the fingerprint {string.Join(" or ", wanted)}. It showed "
            + $"{string.Join(", ", keys.Select(k => $"{k.KeyType} {k.Fingerprint}"))}.",
        "Either its keys were changed, or something else answers in its place. Trust none of them before its administrator has told you "
            + "the new fingerprint.");

    private static bool IsNeverEnabled(Exception e) => e is BitbucketApiException failure && SshKeyPairs.IsNeverEnabled(failure);
}
