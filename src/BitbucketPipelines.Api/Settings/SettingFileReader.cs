using System.Text.Json;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>Reads the settings of repositories from JSON, and reports everything that is wrong before anything is changed.</summary>
internal sealed class SettingFileReader
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    private static readonly string[] s_types = ["Test", "Staging", "Production"];

    private readonly List<string> _problems = [];

    private SettingFileReader()
    {
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SettingFileException">The file is invalid; the message lists all problems.</exception>
    public static IReadOnlyList<RepositorySettings> Read(string text)
    {
        SettingFileBody body = Parse(text);
        var reader = new SettingFileReader();
        reader.CheckUnknown(body, "");
        if (body.Repositories is null)
        {
            reader._problems.Add("'repositories' is missing.");
        }

        RepositorySettings[] all = [.. (body.Repositories ?? []).Select((r, i) => reader.ReadRepository(r, $"repositories[{i}]"))];
        reader.CheckDuplicates(all, r => $"{r.Workspace}/{r.Repository}".ToUpperInvariant(), r => $"the repository {r}", "");
        return reader._problems.Count == 0 ? all : throw new SettingFileException(string.Join(" ", reader._problems));
    }

    private static SettingFileBody Parse(string text)
    {
        try
        {
            using (var document = JsonDocument.Parse(text))
            {
                CheckVersion(document.RootElement);
                CheckRepeatedNames(document.RootElement, "");
            }

            return JsonSerializer.Deserialize(text, SettingFileContext.Default.SettingFileBody)!;
        }
        catch (JsonException e)
        {
            // The message of the exception is not used, because it may repeat a value.
            string place = FormattableString.Invariant($"line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}");
            throw new SettingFileException(e.Path is { Length: > 1 } path
                ? $"The value of '{path.Substring(path.StartsWith("$.", StringComparison.Ordinal) ? 2 : 0)}' has the wrong type ({place})."
                : $"It is not valid JSON at about {place}: a quote, comma or bracket may be missing.");
        }
    }

    private static void CheckVersion(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("version", out JsonElement version))
        {
            throw new SettingFileException(
                "It is not a setting file: it must be an object with 'version' and 'repositories', as Export-BbRepositorySetting writes "
                    + "it.");
        }

        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != Version)
        {
            throw new SettingFileException(
                $"It has the version {version.GetRawText()}, and this version of the module reads version {Version} only. Update the "
                    + "module, or export the settings again.");
        }
    }

    /// <summary>Of a property that is there twice, JSON readers use one: the other would be lost without a word.</summary>
    private static void CheckRepeatedNames(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach ((JsonElement item, int i) in element.EnumerateArray().Select((e, i) => (e, i)))
            {
                CheckRepeatedNames(item, $"{path}[{i}]");
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string own = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!names.Add(property.Name))
            {
                throw new SettingFileException($"'{own}' is there more than once.");
            }

            CheckRepeatedNames(property.Value, own);
        }
    }

    private RepositorySettings ReadRepository(RepositoryPart? part, string path)
    {
        if (part is null)
        {
            _problems.Add($"'{path}' is null.");
            return new RepositorySettings(null, null);
        }

        CheckUnknown(part, path);
        if (part.PipelinesEnabled is null && part.NextBuildNumber is null && part.SshPublicKey is null && part.Variables is null
            && part.Environments is null && part.KnownHosts is null && part.Schedules is null)
        {
            _problems.Add($"'{path}' contains no settings.");
        }

        if (part.NextBuildNumber is <= 0 or > int.MaxValue)
        {
            _problems.Add($"'{path}.nextBuildNumber' must be a positive number.");
        }

        CheckPlace(part.Workspace, $"{path}.workspace");
        CheckPlace(part.Repository, $"{path}.repository");
        if (NotEmpty(part.SshPublicKey) is { } publicKey && SshPublicKey.TryParse(publicKey) is null)
        {
            _problems.Add($"'{path}.sshPublicKey' is not an SSH public key, such as 'ssh-ed25519 AAAA...'.");
        }

        EnvironmentSettings[]? environments = part.Environments?
            .Select((e, i) => ReadEnvironment(e, $"{path}.environments[{i}]")).ToArray();
        CheckDuplicates(environments, e => e.Name.ToUpperInvariant(), e => $"the environment '{e.Name}'", path);
        DesiredKnownHost[]? hosts = part.KnownHosts?.Select((h, i) => ReadKnownHost(h, $"{path}.knownHosts[{i}]")).ToArray();
        CheckDuplicates(hosts, h => SshHostName.Canonical(h.Name).ToUpperInvariant(), h => $"the known host '{h.Name}'", path);
        return new RepositorySettings(NotEmpty(part.Workspace), NotEmpty(part.Repository))
        {
            Enabled = part.PipelinesEnabled,
            NextBuildNumber = part.NextBuildNumber,
            PublicKey = NotEmpty(part.SshPublicKey),
            Variables = ReadVariables(part.Variables, path),
            Environments = environments,
            KnownHosts = hosts,
            Schedules = part.Schedules?.Select((s, i) => ReadSchedule(s, $"{path}.schedules[{i}]")).ToArray(),
        };
    }

    private VariableEntry[]? ReadVariables(List<VariablePart?>? parts, string path)
    {
        VariableEntry[]? entries = parts?.Select((v, i) => ReadVariable(v, $"{path}.variables[{i}]")).ToArray();
        CheckDuplicates(entries, v => v.Name, v => $"the variable '{v.Name}'", path);
        if (entries is not null)
        {
            _problems.AddRange(VariableLimits.Check(entries.Where(e => e.Name.Length > 0), []).Select(p => $"'{path}': {p.Message}"));
        }

        return entries;
    }

    private VariableEntry ReadVariable(VariablePart? part, string path)
    {
        CheckUnknown(part, path);
        bool secured = part?.Secured ?? false;
        if (part is not null && part.Value is null && !secured)
        {
            _problems.Add($"'{path}' has no value. A secured variable has \"secured\": true in its place.");
        }

        if (secured && part?.Value is not null)
        {
            _problems.Add($"'{path}' is secured and has a value, but a setting file must not contain secrets. Remove 'value', and specify "
                + "it with -SecureValue, or name a 'secret' of a vault. Replace the secret if other people could read the file.");
        }

        if (part is { Secret: null, Vault: not null } || (part?.Secret is not null && !secured))
        {
            _problems.Add($"'{path}': 'secret' and 'vault' belong to a secured variable, and 'vault' needs 'secret'.");
        }

        return new VariableEntry(RequireText(part?.Name, path, "name"), part?.Value, secured)
        {
            Reference = NotEmpty(part?.Secret) is { } secret ? new SecretReference(secret, NotEmpty(part!.Vault)) : null,
        };
    }

    private EnvironmentSettings ReadEnvironment(EnvironmentPart? part, string path)
    {
        CheckUnknown(part, path);
        string? type = s_types.FirstOrDefault(t => string.Equals(t, part?.Type, StringComparison.OrdinalIgnoreCase));
        if (part is not null && type is null)
        {
            _problems.Add($"'{path}.type' must be one of {string.Join(", ", s_types)}.");
        }

        return new EnvironmentSettings(
            RequireText(part?.Name, path, "name"), type, part?.AdminOnly, part is null ? null : ReadVariables(part.Variables, path));
    }

    private DesiredKnownHost ReadKnownHost(KnownHostPart? part, string path)
    {
        CheckUnknown(part, path);
        string name = RequireText(part?.Name, path, "name");
        try
        {
            _ = name.Length > 0 ? SshHostName.Parse(name) : null;
            return new DesiredKnownHost(name, SshPublicKey.Parse(RequireText(part?.PublicKey, path, "publicKey")));
        }
        catch (Exception e) when (e is FormatException or SshKeyException)
        {
            if (part?.PublicKey is not null)
            {
                _problems.Add($"'{path}': {e.Message}");
            }

            return new DesiredKnownHost(name, null);
        }
    }

    private ScheduleSettings ReadSchedule(SchedulePart? part, string path)
    {
        CheckUnknown(part, path);
        string cron = RequireText(part?.Cron, path, "cron");
        try
        {
            cron = cron.Length > 0 ? CronPattern.Parse(cron).Quartz : cron;
        }
        catch (CronException e)
        {
            _problems.Add($"'{path}.cron': {e.Message}");
        }

        if (part?.Selector is { } selector && (selector != ScheduleSettings.DefaultSelector || part.Custom is not null))
        {
            _problems.Add($"'{path}.selector' must be '{ScheduleSettings.DefaultSelector}', without 'custom', or be omitted.");
        }

        return new ScheduleSettings(RequireText(part?.Branch, path, "branch"), NotEmpty(part?.Custom), cron, part?.Enabled ?? true)
        {
            IsDefault = part?.Selector is not null,
        };
    }

    private void CheckPlace(string? name, string path)
    {
        if (NotEmpty(name) is { } place && !place.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')
            or '-' or '_' or '.' or '{' or '}'))
        {
            _problems.Add($"'{path}' must be a slug or a uuid, without a slash and without wildcards.");
        }
    }

    private string RequireText(string? text, string path, string property)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            _problems.Add($"'{path}.{property}' is missing.");
        }

        return text?.Trim() ?? "";
    }

    private void CheckUnknown(SettingFilePart? part, string path)
    {
        if (part?.Unknown is { Count: > 0 } unknown)
        {
            _problems.AddRange(unknown.Keys.Select(
                name => $"'{(path.Length == 0 ? name : $"{path}.{name}")}' is not known. Names are case-sensitive."));
        }
    }

    private void CheckDuplicates<T>(IEnumerable<T>? items, Func<T, string> key, Func<T, string> describe, string path)
    {
        foreach (IGrouping<string, T> same in (items ?? []).GroupBy(key, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            _problems.Add($"{(path.Length == 0 ? "The file" : $"'{path}'")} contains {describe(same.First())} {same.Count()} times.");
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
}

/// <summary>A setting file is invalid. The message lists all problems, and never contains the value of a variable.</summary>
internal sealed class SettingFileException(string message) : Exception(message);
