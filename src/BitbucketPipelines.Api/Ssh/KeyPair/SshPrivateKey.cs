using System.Globalization;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>
/// A private key without a passphrase in one of the formats that OpenSSH reads. Extracts the public key without cryptography.
/// </summary>
internal sealed class SshPrivateKey
{
    private const string RsaId = "2A864886F70D010101";
    private const string EcId = "2A8648CE3D0201";

    private static readonly Dictionary<string, string> s_curves = new(StringComparer.Ordinal)
    {
        ["2A8648CE3D030107"] = "nistp256",
        ["2B81040022"] = "nistp384",
        ["2B81040023"] = "nistp521",
    };

    private SshPrivateKey(string text, string form, SshPublicKey? publicKey)
    {
        Text = text;
        Form = form;
        PublicKey = publicKey;
    }

    /// <summary>The key in the format that OpenSSH expects: lines end with LF, the last one too. A secret.</summary>
    public string Text { get; }

    /// <summary>The format from the header, such as <c>OPENSSH PRIVATE KEY</c>.</summary>
    public string Form { get; }

    /// <summary>The public key; null when the format does not contain it.</summary>
    public SshPublicKey? PublicKey { get; }

    /// <summary>Parses a key.</summary>
    /// <exception cref="SshKeyException">The text is not a usable private key.</exception>
    public static SshPrivateKey Parse(string text)
    {
        string value = Normalize(text);
        if (value.StartsWith("PuTTY-User-Key-File", StringComparison.Ordinal))
        {
            throw new SshKeyException(
                SshKeyProblem.OtherKind, "It is a PuTTY key (.ppk).",
                "Export it with PuTTYgen (Conversions, Export OpenSSH key), without a passphrase.");
        }

        Match match = Regex.Match(
            value, @"^(-----BEGIN ([A-Z0-9 ]+)-----)\s*(.*?)\s*(-----END \2-----)", RegexOptions.Singleline | RegexOptions.Multiline);
        if (!match.Success)
        {
            throw NoKey(value);
        }

        string form = match.Groups[2].Value;
        string body = match.Groups[3].Value;
        try
        {
            SshPublicKey? publicKey = ReadPublic(form, body);
            return new SshPrivateKey(Rebuild(match, body, form), form, publicKey);
        }
        catch (FormatException)
        {
            throw new SshKeyException(
                SshKeyProblem.Unreadable, $"It begins like a private key ({form}), but is damaged or incomplete.",
                "Copy it again, with its first and last line.");
        }
    }

    /// <summary>The format only, because the key is a secret.</summary>
    public override string ToString() => Form;

    private static SshPublicKey? ReadPublic(string form, string body)
    {
        if (form == "ENCRYPTED PRIVATE KEY" || Regex.IsMatch(body, @"^Proc-Type:.*ENCRYPTED", RegexOptions.Multiline)
            || body.IndexOf("DEK-Info:", StringComparison.Ordinal) >= 0)
        {
            throw Encrypted();
        }

        byte[] Bytes() => Convert.FromBase64String(Regex.Replace(body, @"\s", ""));
        return form switch
        {
            "OPENSSH PRIVATE KEY" => ReadOpenSsh(Bytes()),
            "RSA PRIVATE KEY" => ReadRsa(Bytes()),
            "EC PRIVATE KEY" => ReadEc(Bytes(), null),
            "PRIVATE KEY" => ReadPkcs8(Bytes()),
            _ => throw OtherForm(form),
        };
    }

    /// <summary>
    /// Reads: magic, cipher, kdf, kdf options, number of keys, public key, and the private section, which may be encrypted.
    /// </summary>
    private static SshPublicKey ReadOpenSsh(byte[] bytes)
    {
        const string Magic = "openssh-key-v1\0";
        var blob = new SshBlob(bytes);
        if (!blob.Take(Magic.Length).SequenceEqual(SshBlob.Text(Magic)))
        {
            throw new FormatException("no magic");
        }

        string cipher = blob.ReadText();
        string kdf = blob.ReadText();
        _ = blob.ReadBytes();
        if (cipher != "none" || kdf != "none")
        {
            throw Encrypted();
        }

        if (blob.ReadUInt32() != 1)
        {
            throw new FormatException("not one key");
        }

        byte[] publicKey = blob.ReadBytes();
        var secret = new SshBlob(blob.ReadBytes());
        if (secret.ReadUInt32() != secret.ReadUInt32())
        {
            throw new FormatException("damaged");
        }

        (byte[] privatePart, string comment) = ReadPair(secret);
        return privatePart.SequenceEqual(publicKey)
            ? SshPublicKey.FromBlob(publicKey, comment)
            : throw new FormatException("the halves differ");
    }

    /// <summary>Reads the public key from the private section. The copy in the unencrypted header is not reliable.</summary>
    private static (byte[] Public, string Comment) ReadPair(SshBlob secret)
    {
        string type = secret.ReadText();
        byte[] name = SshBlob.Text(type);
        byte[] pair;
        if (type == "ssh-ed25519")
        {
            byte[] key = secret.ReadBytes();
            byte[] both = secret.ReadBytes();
            pair = both.Length == 64 && both.Skip(32).SequenceEqual(key) ? SshBlob.Write(name, key) : throw new FormatException("damaged");
        }
        else if (type == "ssh-rsa")
        {
            byte[] modulus = secret.ReadBytes();
            byte[] exponent = secret.ReadBytes();
            pair = SshBlob.Write(name, exponent, modulus);
            for (int i = 0; i < 4; i++)
            {
                _ = secret.ReadBytes();
            }
        }
        else if (type.StartsWith("ecdsa-sha2-", StringComparison.Ordinal))
        {
            pair = SshBlob.Write(name, secret.ReadBytes(), secret.ReadBytes());
            _ = secret.ReadBytes();
        }
        else
        {
            throw new SshKeyException(
                SshKeyProblem.OtherKind,
                type.StartsWith("sk-", StringComparison.Ordinal)
                ? $"It needs a hardware security key ({type}), which a build does not have."
                : $"It is a key of the type {type}.",
                "Generate a key of the type ed25519 or rsa: ssh-keygen -t ed25519 -N ''");
        }

        return (pair, secret.ReadText());
    }

    private static SshPublicKey ReadRsa(byte[] bytes)
    {
        Der key = new Der(bytes).Enter(Der.Sequence);
        _ = key.Read(Der.Integer);
        byte[] modulus = key.Read(Der.Integer);
        byte[] exponent = key.Read(Der.Integer);
        return SshPublicKey.FromBlob(SshBlob.Write(SshBlob.Text("ssh-rsa"), SshBlob.Number(exponent), SshBlob.Number(modulus)));
    }

    private static SshPublicKey? ReadEc(byte[] bytes, byte[]? curve)
    {
        Der key = new Der(bytes).Enter(Der.Sequence);
        _ = key.Read(Der.Integer);
        _ = key.Read(Der.OctetString);
        if (key.Next == Der.Context0)
        {
            curve = key.Enter(Der.Context0).Read(Der.ObjectId);
        }

        if (curve is null || !s_curves.TryGetValue(Hex(curve), out string? name))
        {
            throw new SshKeyException(
                SshKeyProblem.OtherKind, "It uses an elliptic curve that OpenSSH does not support.",
                "Generate a key of the type ed25519 or rsa: ssh-keygen -t ed25519 -N ''");
        }

        // The public point is optional; without it, it would have to be computed from the private key.
        if (key.Next != Der.Context1)
        {
            return null;
        }

        byte[] point = [.. key.Enter(Der.Context1).Read(Der.BitString).Skip(1)];
        return SshPublicKey.FromBlob(SshBlob.Write(SshBlob.Text("ecdsa-sha2-" + name), SshBlob.Text(name), point));
    }

    private static SshPublicKey? ReadPkcs8(byte[] bytes)
    {
        Der key = new Der(bytes).Enter(Der.Sequence);
        _ = key.Read(Der.Integer);
        Der algorithm = key.Enter(Der.Sequence);
        string id = Hex(algorithm.Read(Der.ObjectId));
        byte[] inner = key.Read(Der.OctetString);
        return id switch
        {
            RsaId => ReadRsa(inner),
            EcId => ReadEc(inner, algorithm.Next == Der.ObjectId ? algorithm.Read(Der.ObjectId) : null),
            _ => null,
        };
    }

    private static string Hex(byte[] bytes) => string.Concat(bytes.Select(b => b.ToString("X2", CultureInfo.InvariantCulture)));

    /// <summary>Restores line breaks: secrets of build systems sometimes lose them or contain \n instead.</summary>
    private static string Normalize(string text)
    {
        string value = text.TrimStart('\uFEFF').Trim();
        if (value.IndexOf('\n') < 0 && value.IndexOf('\r') < 0)
        {
            value = value.Replace("\\r", "").Replace("\\n", "\n");
        }

        return Regex.Replace(value.Replace("\r\n", "\n").Replace('\r', '\n'), "[ \t]+$", "", RegexOptions.Multiline);
    }

    private static string Rebuild(Match match, string body, string form)
    {
        if (body.IndexOf('\n') < 0)
        {
            int width = form == "OPENSSH PRIVATE KEY" ? 70 : 64;
            string bare = Regex.Replace(body, @"\s", "");
            body = string.Join("\n",
                Enumerable.Range(0, (bare.Length + width - 1) / width)
                .Select(i => bare.Substring(i * width, Math.Min(width, bare.Length - (i * width)))));
        }

        return $"{match.Groups[1].Value}\n{body}\n{match.Groups[4].Value}\n";
    }

    private static SshKeyException Encrypted() => new(
        SshKeyProblem.Encrypted, "It has a passphrase, and a build cannot enter it.",
        "Remove the passphrase from a copy (ssh-keygen -p -N '' -f <file>), or create a separate key pair with New-BbSshKeyPair.");

    private static SshKeyException OtherForm(string form) => form switch
    {
        "PUBLIC KEY" or "RSA PUBLIC KEY" => PublicHalf(),
        _ when form.IndexOf("CERTIFICATE", StringComparison.Ordinal) >= 0 => new SshKeyException(
            SshKeyProblem.OtherKind, "It is a certificate.",
            "Specify the private key: a file that begins with -----BEGIN OPENSSH PRIVATE KEY-----."),
        _ => new SshKeyException(
            SshKeyProblem.OtherKind, $"It has the unsupported type '{form}'.",
            "Generate a key of the type ed25519 or rsa: ssh-keygen -t ed25519 -N ''"),
    };

    private static SshKeyException PublicHalf() => new(
        SshKeyProblem.OtherKind, "It is the public key.",
        "Specify the private key: the file of the same name without .pub. Use -PublicKey or -PublicKeyPath for the public key.");

    private static SshKeyException NoKey(string value)
    {
        if (SshPublicKey.TryParse(value) is not null || value.StartsWith("---- BEGIN SSH2 PUBLIC KEY", StringComparison.Ordinal))
        {
            return PublicHalf();
        }

        if (value.StartsWith("-----BEGIN ", StringComparison.Ordinal))
        {
            return new SshKeyException(
                SshKeyProblem.Unreadable, "It begins like a key, but its last line is missing.",
                "Copy it again, with its first and last line.");
        }

        if (value.StartsWith("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
        {
            return new SshKeyException(
                SshKeyProblem.OtherKind, "It is a private key in SSH.com format.", "Convert it: ssh-keygen -i -f <file>");
        }

        return new SshKeyException(
            SshKeyProblem.OtherKind, value.Length == 0 ? "It is empty." : "It is not a private key.",
            "Specify a file that begins with -----BEGIN OPENSSH PRIVATE KEY-----.");
    }
}
