using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <content>Of key pairs, known hosts and host keys. No message holds any part of a private key.</content>
internal static partial class ErrorRecords
{
    public static ErrorRecord KeyPairNotFound(RepositoryId repository) => Make(
        "KeyPairNotFound", ErrorCategory.ObjectNotFound, repository.ToString(), $"{repository} has no SSH key pair.",
        "Make one with New-BbSshKeyPair, or store one with Set-BbSshKeyPair.");

    public static ErrorRecord KeyPairNeverEnabled(BitbucketApiException e, RepositoryId repository) => Make(
        e, "KeyPairNotFound", ErrorCategory.ObjectNotFound, repository.ToString(),
        $"{repository} has no SSH key pair: Pipelines was never enabled there. {e.Message}",
        $"Enable Pipelines (Set-BbPipelineConfig -Enabled $true -Repository {repository}), then make a pair with New-BbSshKeyPair or "
            + "store one with Set-BbSshKeyPair.");

    public static ErrorRecord KeyPairNotTaken(BitbucketApiException e, RepositoryId repository) => Make(
        e, "NotFound", ErrorCategory.ObjectNotFound, repository.ToString(),
        $"{repository} takes no SSH key pair: Pipelines was never enabled there. {e.Message}",
        $"Enable Pipelines first: Set-BbPipelineConfig -Enabled $true -Repository {repository}");

    public static ErrorRecord InvalidPrivateKey(SshKeyException e, string source) => e.Problem == SshKeyProblem.Encrypted
        ? Make("EncryptedPrivateKey", ErrorCategory.InvalidData, source, $"The private key ({source}) cannot be used. {e.Message}",
        e.Advice)
        : Make("InvalidPrivateKey", ErrorCategory.InvalidData, source, $"The private key ({source}) cannot be used. {e.Message}", e.Advice);

    public static ErrorRecord InvalidPublicKey(SshKeyException e, string source) => Make(
        "InvalidPublicKey", ErrorCategory.InvalidData, source, $"The public key ({source}) cannot be used. {e.Message}", e.Advice);

    public static ErrorRecord KeyPairMismatch(string privateSource, SshPublicKey own, string publicSource, SshPublicKey given) => Make(
        "KeyPairMismatch", ErrorCategory.InvalidData, publicSource,
        $"The keys are not a pair: the private one ({privateSource}) belongs to {own.KeyType} {own.Fingerprint}, the public one "
            + $"({publicSource}) is {given.KeyType} {given.Fingerprint}.",
        "Nothing was stored. Give the public key of this private key, or none: it is computed then, when there is no .pub file.");

    public static ErrorRecord PublicKeyRequired(string source, string form) => Make(
        "PublicKeyRequired", ErrorCategory.InvalidArgument, source,
        $"The public key cannot be computed from the private one ({source}, {form}).",
        "Give it with -PublicKey or -PublicKeyPath.");

    public static ErrorRecord KeyFileNotFound(string path) => Make(
        "KeyFileNotFound", ErrorCategory.ObjectNotFound, path, $"There is no file {path}.", "Check the path.");

    public static ErrorRecord SshKeygenMissing() => Make(
        "SshKeygenMissing", ErrorCategory.NotInstalled, null, "ssh-keygen was not found in the PATH.",
        "Install OpenSSH (Debian and Ubuntu: openssh-client; Windows: the optional feature OpenSSH Client), or make the pair elsewhere "
            + "and store it with Set-BbSshKeyPair.");

    public static ErrorRecord SshKeygenFailed(string said) => Make(
        "SshKeygenFailed", ErrorCategory.InvalidResult, null, $"ssh-keygen made no key. {said.Trim()}".TrimEnd(),
        "Run ssh-keygen by hand to see why. Nothing was stored.");

    public static ErrorRecord SshKeyscanMissing() => Make(
        "SshKeyscanMissing", ErrorCategory.NotInstalled, null, "ssh-keyscan was not found in the PATH.",
        "Install OpenSSH (Debian and Ubuntu: openssh-client; Windows: the optional feature OpenSSH Client), or take the key from a "
            + "known_hosts file with Import-BbKnownHost.");

    public static ErrorRecord KnownHostNotFound(string wanted, string where, IReadOnlyList<KnownHost> all) => Make(
        "KnownHostNotFound", ErrorCategory.ObjectNotFound, wanted, $"{where} has no known host '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {string.Join(", ", all.Select(h => h.Name))}.");

    public static ErrorRecord KnownHostNotInFile(string wanted, string path) => Make(
        "KnownHostNotFound", ErrorCategory.ObjectNotFound, wanted, $"{path} has no host '{wanted}' that can be read.",
        "Names that are hashed (ssh-keygen -H) cannot be read.");

    public static ErrorRecord InvalidHostName(string name, FormatException e) => Make(
        "InvalidHostName", ErrorCategory.InvalidArgument, name, $"'{name}' names no host: {e.Message}.",
        "Give host, host:port or [host]:port.");

    public static ErrorRecord HostNotAllowed(string name, string reason) => Make(
        "HostNotAllowed", ErrorCategory.InvalidArgument, name, $"'{name}' cannot be a known host. {reason}",
        "There is nothing to do: builds reach this host without a known host. Bitbucket refuses bitbucket.org, github.com and gitlab.com.");

    public static ErrorRecord InvalidHostKey(SshKeyException e, string name) => Make(
        "InvalidHostKey", ErrorCategory.InvalidData, name, $"The key for '{name}' cannot be used. {e.Message}", e.Advice);

    public static ErrorRecord HostKeyRequired(string name) => Make(
        "HostKeyRequired", ErrorCategory.InvalidArgument, name, $"There is no key for '{name}'.",
        "Give -PublicKey 'ssh-ed25519 AAAA..', or pipe keys in: Get-BbHostKey git.example.com | Set-BbKnownHost.");

    public static ErrorRecord HostNameRequired(string name) => Make(
        "HostNameRequired", ErrorCategory.InvalidArgument, name,
        $"It is not known which host is meant: '{name}' is the name of an object that holds no key of a host.",
        "Give -Name.");

    public static ErrorRecord KnownHostFailed(KnownHostResult result, BitbucketSession? session) =>
        KnownHostStore.IsNotAllowed(result.Failure?.ToException())
        ? HostNotAllowed(result.Name, result.Failure!.Message)
        : ItemFailed(result, "known host", session);

    public static ErrorRecord InvalidFingerprint(string text) => Make(
        "InvalidFingerprint", ErrorCategory.InvalidArgument, text, $"'{text}' is no fingerprint.",
        "Give it as ssh-keygen -l writes it: SHA256: and 43 characters, or MD5: and 16 pairs of digits.");

    public static ErrorRecord HostUnreachable(SshHostName host, int seconds, string said) => Make(
        "HostUnreachable", ErrorCategory.ConnectionError, host.ToString(),
        // What ssh-keyscan says may have come at once: a refused connection, an unknown name.
        $"{host.Host} did not answer on port {host.Port}{(said.Length > 0 ? $": {said}" : $" within {seconds} seconds.")}",
        "Check name, port and firewall. ssh-keyscan does not go through a proxy or a jump host.");

    public static ErrorRecord HostKeyNotFound(SshHostName host, IReadOnlyList<string> types) => Make(
        "HostKeyNotFound", ErrorCategory.ObjectNotFound, host.ToString(),
        $"{host} answered, but showed no key of the type {string.Join(", ", types)}.",
        "Leave -KeyType out, or give more time with -TimeoutSec. An answer on this port may also come from something else than SSH.");

    public static ErrorRecord HostKeyMismatch(SshHostName host, IReadOnlyList<string> wanted, IReadOnlyList<SshPublicKey> keys) => Make(
        "HostKeyMismatch", ErrorCategory.SecurityError, host.ToString(),
        $"No key of {host} has the fingerprint {string.Join(" or ", wanted)}. It showed "
            + $"{string.Join(", ", keys.Select(k => $"{k.KeyType} {k.Fingerprint}"))}.",
        "Either its keys were changed, or something else answers in its place. Trust none of them before its administrator has told you "
            + "the new fingerprint.");
}
