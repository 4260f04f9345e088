using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines;

/// <content>Errors of key pairs, known hosts and host keys. No message contains any part of a private key.</content>
internal static partial class Errors
{
    public static ErrorDescription KeyPairNotFound(RepositoryId repository) => new(
        ErrorId.KeyPairNotFound, repository.ToString(), $"{repository} has no SSH key pair.",
        "Generate a key pair with New-BbSshKeyPair, or store an existing one with Set-BbSshKeyPair.");

    public static ErrorDescription? KeyPairNeverEnabled(Exception e, RepositoryId repository) => !IsNeverEnabled(e) ? null : new(
        e, ErrorId.KeyPairNotFound, repository.ToString(),
        $"{repository} has no SSH key pair: Pipelines was never enabled there. {e.Message}",
        $"Enable Pipelines (Set-BbPipelineConfig -Enabled $true -Repository {repository}), then generate a key pair with "
            + "New-BbSshKeyPair, or "
            + "store an existing one with Set-BbSshKeyPair.");

    public static ErrorDescription? KeyPairNotTaken(Exception e, RepositoryId repository) => !IsNeverEnabled(e) ? null : new(
        e, ErrorId.NotFound, repository.ToString(),
        $"{repository} cannot store an SSH key pair: Pipelines was never enabled there. {e.Message}",
        $"Enable Pipelines first: Set-BbPipelineConfig -Enabled $true -Repository {repository}");

    public static ErrorDescription? InvalidPrivateKey(Exception thrown, string source) => thrown is not SshKeyException e ? null : new(
        e.Problem == SshKeyProblem.Encrypted ? ErrorId.EncryptedPrivateKey : ErrorId.InvalidPrivateKey, source,
        $"The private key ({source}) cannot be used. {e.Message}", e.Advice);

    public static ErrorDescription? InvalidPublicKey(Exception thrown, string source) => thrown is not SshKeyException e ? null : new(
        ErrorId.InvalidPublicKey, source, $"The public key ({source}) cannot be used. {e.Message}", e.Advice);

    public static ErrorDescription KeyPairMismatch(string privateSource, SshPublicKey own, string publicSource, SshPublicKey given) => new(
        ErrorId.KeyPairMismatch, publicSource,
        $"The keys are not a pair: the private key ({privateSource}) belongs to {own.KeyType} {own.Fingerprint}, but the public key "
            + $"({publicSource}) is {given.KeyType} {given.Fingerprint}.",
        "Nothing was stored. Specify the public key of this private key. If none is specified and there is no .pub file, the public key is "
            + "computed.");

    public static ErrorDescription PublicKeyRequired(string source, string form) => new(
        ErrorId.PublicKeyRequired, source,
        $"The public key cannot be computed from the private key ({source}, {form}).",
        "Specify it with -PublicKey or -PublicKeyPath.");

    public static ErrorDescription KeyFileNotFound(string path) => new(
        ErrorId.KeyFileNotFound, path, $"There is no file {path}.", "Check the path.");

    public static ErrorDescription SshKeygenMissing() => new(
        ErrorId.SshKeygenMissing, null, "ssh-keygen was not found in the PATH.",
        "Install OpenSSH (Debian and Ubuntu: openssh-client; Windows: the optional feature OpenSSH Client), or generate the key pair on "
            + "another machine and store it with Set-BbSshKeyPair.");

    public static ErrorDescription SshKeygenFailed(string output) => new(
        ErrorId.SshKeygenFailed, null, $"ssh-keygen did not generate a key. {output.Trim()}".TrimEnd(),
        "Nothing was stored. Run ssh-keygen manually to find the cause.");

    public static ErrorDescription SshKeyscanMissing() => new(
        ErrorId.SshKeyscanMissing, null, "ssh-keyscan was not found in the PATH.",
        "Install OpenSSH (Debian and Ubuntu: openssh-client; Windows: the optional feature OpenSSH Client), or import the key from a "
            + "known_hosts file with Import-BbKnownHost.");

    public static ErrorDescription KnownHostNotFound(string wanted, string where, IReadOnlyList<KnownHost> all) => new(
        ErrorId.KnownHostNotFound, wanted, $"{where} has no known host '{wanted}'.",
        all.Count == 0 ? "There are no known hosts." : Suggestion.Text(wanted, all.Select(h => h.Name)));

    public static ErrorDescription KnownHostNotInFile(string wanted, string path) => new(
        ErrorId.KnownHostNotFound, wanted, $"{path} does not contain the host '{wanted}'.",
        "Check the name. Hashed names (ssh-keygen -H) cannot be read.");

    public static ErrorDescription? InvalidHostName(string name, Exception e) => e is not FormatException ? null : new(
        ErrorId.InvalidHostName, name, $"'{name}' is not a valid host: {e.Message}.",
        "Specify host, host:port or [host]:port.");

    public static ErrorDescription HostNotAllowed(string name, string reason) => new(
        ErrorId.HostNotAllowed, name, $"'{name}' cannot be a known host. {reason}",
        "Nothing needs to be done: builds can connect to this host without a known host. Bitbucket refuses bitbucket.org, github.com and "
            + "gitlab.com.");

    public static ErrorDescription? InvalidHostKey(Exception thrown, string name) => thrown is not SshKeyException e ? null : new(
        ErrorId.InvalidHostKey, name, $"The key for '{name}' cannot be used. {e.Message}", e.Advice);

    public static ErrorDescription HostKeyRequired(string name) => new(
        ErrorId.HostKeyRequired, name, $"No key was specified for '{name}'.",
        "Specify -PublicKey 'ssh-ed25519 AAAA..', or pipe keys: Get-BbHostKey git.example.com | Set-BbKnownHost.");

    public static ErrorDescription HostNameRequired(string name) => new(
        ErrorId.HostNameRequired, name,
        $"No host was specified: '{name}' is the name of a piped object that is not a host.",
        "Specify -Name.");

    public static ErrorDescription KnownHostFailed(KnownHostResult result, BitbucketSession? session) =>
        KnownHostStore.IsNotAllowed(result.Failure?.ToException())
        ? HostNotAllowed(result.Name, result.Failure!.Message)
        : ItemFailed(result, "known host", session);

    public static ErrorDescription InvalidFingerprint(string text) => new(
        ErrorId.InvalidFingerprint, text, $"'{text}' is not a fingerprint.",
        "Specify it as ssh-keygen -l prints it: SHA256: and 43 characters, or MD5: and 16 pairs of hexadecimal digits.");

    public static ErrorDescription HostUnreachable(SshHostName host, int seconds, HostScan scan) => new(
        ErrorId.HostUnreachable, host.ToString(),
        scan.IsRefused
            ? $"{host.Host} refused the connection on port {host.Port}."
            : $"{host.Host} did not answer on port {host.Port}"
                + (scan.Message.Length > 0 ? $": {scan.Message}" : $" within {Counted.Seconds(seconds)}."),
        scan.IsRefused
            ? "No SSH server listens on this port, or a firewall refuses the connection. Check the name and the port (host:port)."
            : "Check the name, the port and the firewall. ssh-keyscan does not use a proxy or a jump host.");

    public static ErrorDescription HostKeyNotFound(SshHostName host, IReadOnlyList<string> types) => new(
        ErrorId.HostKeyNotFound, host.ToString(),
        $"{host} answered, but presented no key of the type {string.Join(", ", types)}.",
        "Omit -KeyType, or specify a longer -TimeoutSec. The service on this port may also be something other than SSH.");

    public static ErrorDescription HostKeyMismatch(SshHostName host, IReadOnlyList<string> wanted, IReadOnlyList<SshPublicKey> keys) => new(
        ErrorId.HostKeyMismatch, host.ToString(),
        $"No key of {host} has the fingerprint {string.Join(" or ", wanted)}. It presented "
            + $"{string.Join(", ", keys.Select(k => $"{k.KeyType} {k.Fingerprint}"))}.",
        "Either its keys were changed, or another machine answers in its place. Do not trust these keys before the administrator of the "
            + "host confirms the new fingerprint.");

    private static bool IsNeverEnabled(Exception e) => e is BitbucketApiException failure && SshKeyPairs.IsNeverEnabled(failure);
}
