namespace BitbucketPipelines.Api.Ssh;

/// <summary>An SSH public key of a host or of a key pair.</summary>
internal sealed class SshPublicKey : IEquatable<SshPublicKey>
{
    private readonly byte[] _blob;

    private SshPublicKey(byte[] blob, string keyType, string? comment)
    {
        _blob = blob;
        KeyType = keyType;
        Comment = string.IsNullOrWhiteSpace(comment) ? null : comment!.Trim();
    }

    /// <summary>The type inside the key itself, such as <c>ssh-ed25519</c>, <c>ssh-rsa</c> or <c>ecdsa-sha2-nistp256</c>.</summary>
    public string KeyType { get; }

    /// <summary>The key, base64.</summary>
    public string Key => Convert.ToBase64String(_blob);

    /// <summary>The comment after the key; null when there is none.</summary>
    public string? Comment { get; }

    /// <summary>The SHA-256 fingerprint, <c>SHA256:..</c>.</summary>
    public string Fingerprint => SshFingerprint.Sha256(_blob);

    /// <summary>The MD5 fingerprint, <c>aa:bb:..</c>.</summary>
    public string Md5Fingerprint => SshFingerprint.Md5(_blob);

    /// <summary>The type and the base64 key, without the comment.</summary>
    public string Text => $"{KeyType} {Key}";

    /// <summary>The rank among several keys of a host, of which only one can be stored; the lowest is preferred.</summary>
    public int Preference => KeyType switch
    {
        "ssh-ed25519" => 0,
        _ when KeyType.StartsWith("ecdsa-", StringComparison.Ordinal) => 1,
        "ssh-rsa" => 2,
        _ when KeyType.StartsWith("sk-", StringComparison.Ordinal) => 3,
        _ => 4,
    };

    /// <summary>Parses <c>type base64 comment</c> or only the base64 key.</summary>
    /// <exception cref="SshKeyException">The text is not a valid public key.</exception>
    public static SshPublicKey Parse(string text)
    {
        string value = text.Trim();
        if (value.IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0
            || value.StartsWith("PuTTY-User-Key-File", StringComparison.Ordinal))
        {
            throw Other("a private key");
        }

        if (value.StartsWith("----", StringComparison.Ordinal))
        {
            throw Other(value.IndexOf("CERTIFICATE", StringComparison.Ordinal) >= 0 ? "a certificate" : "a public key in another format");
        }

        if (value.IndexOf('\n') >= 0)
        {
            throw new SshKeyException(SshKeyProblem.Unreadable, "It has several lines; a public key has one.", Advised);
        }

        string[] words = value.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        return words.Length switch
        {
            0 => throw new SshKeyException(SshKeyProblem.Unreadable, "It is empty.", Advised),
            1 => From(null, words[0], null),
            _ => From(words[0], words[1], words.Length > 2 ? words[2] : null),
        };
    }

    /// <summary>
    /// Makes a key from its parts. The type may be spelled as Bitbucket and others do: <c>rsa</c>, <c>RSA</c>, <c>ssh-rsa</c>.
    /// </summary>
    /// <exception cref="SshKeyException">The key is not a valid public key, or is of another type.</exception>
    public static SshPublicKey From(string? keyType, string key, string? comment = null)
    {
        byte[] blob;
        string own;
        try
        {
            blob = Convert.FromBase64String(key.Trim());
            var reader = new SshBlob(blob);
            own = reader.ReadText();
            if (own.Length is 0 or > 64 || own.Any(c => c is <= ' ' or > '~') || reader.Left == 0)
            {
                throw new FormatException("no type");
            }

            // A truncated key can still be valid base64.
            while (reader.Left > 0)
            {
                _ = reader.ReadBytes();
            }
        }
        catch (FormatException)
        {
            throw new SshKeyException(SshKeyProblem.Unreadable, "It is not an SSH public key, or it is incomplete.", Advised);
        }

        if (own.IndexOf("-cert-", StringComparison.Ordinal) >= 0)
        {
            throw Other("an SSH certificate");
        }

        return keyType is null || IsType(keyType, own)
            ? new SshPublicKey(blob, own, comment)
            : throw new SshKeyException(
                SshKeyProblem.Unreadable, $"Its type is {own}, not {keyType}.",
                "Specify the type of the key, or omit it.");
    }

    /// <summary>Makes a key from its parts; null when it is invalid.</summary>
    public static SshPublicKey? TryFrom(string? keyType, string? key)
    {
        try
        {
            return key is null ? null : From(keyType, key);
        }
        catch (SshKeyException)
        {
            return null;
        }
    }

    /// <summary>Parses a key; null when it is invalid.</summary>
    public static SshPublicKey? TryParse(string? text)
    {
        try
        {
            return text is null ? null : Parse(text);
        }
        catch (SshKeyException)
        {
            return null;
        }
    }

    /// <summary>Whether the key bytes are equal; type names and comments are ignored.</summary>
    public bool Equals(SshPublicKey? other) => other is not null && _blob.SequenceEqual(other._blob);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SshPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    /// <summary>The type, the base64 key and the comment.</summary>
    public override string ToString() => Comment is null ? Text : $"{Text} {Comment}";

    /// <summary>Makes a key from its binary form.</summary>
    internal static SshPublicKey FromBlob(byte[] blob, string? comment = null) => From(null, Convert.ToBase64String(blob), comment);

    private const string Advised = "Specify it as in the .pub file: ssh-ed25519 AAAA..";

    private static SshKeyException Other(string what) =>
        new(SshKeyProblem.OtherKind, $"It is {what}.", $"{Advised} ssh-keygen -y and ssh-keygen -i convert other formats.");

    private static bool IsType(string given, string own)
    {
        string name = given.Trim().ToLowerInvariant();
        return name == own || "ssh-" + name == own || (name == "ecdsa" && own.StartsWith("ecdsa-", StringComparison.Ordinal))
            || (name == "dsa" && own == "ssh-dss");
    }
}
