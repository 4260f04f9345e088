using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Api.Settings;

/// <summary>Writes the settings of repositories as JSON, in an order that does not depend on Bitbucket.</summary>
internal static class SettingFileWriter
{
    /// <summary>Writes repositories, sorted by name.</summary>
    public static string Write(IEnumerable<RepositorySettings> repositories)
    {
        var body = new SettingFileBody
        {
            Version = SettingFileReader.Version,
            Repositories = [.. repositories
                .OrderBy(r => r.Workspace, StringComparer.Ordinal).ThenBy(r => r.Repository, StringComparer.Ordinal).Select(PartOf)],
        };
        using var stream = new MemoryStream();
        // The file is not part of a web page, so quotes and non-ASCII letters need no escapes.
        using (var json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonSerializer.Serialize(json, body, SettingFileContext.Default.SettingFileBody);
        }

        return Encoding.UTF8.GetString(stream.ToArray()).Replace("\r\n", "\n") + "\n";
    }

    private static RepositoryPart PartOf(RepositorySettings settings) => new()
    {
        Workspace = settings.Workspace,
        Repository = settings.Repository,
        PipelinesEnabled = settings.Enabled,
        // The next number of a repository without runs is 1 everywhere.
        NextBuildNumber = settings.NextBuildNumber > 1 ? settings.NextBuildNumber : null,
        SshPublicKey = settings.PublicKey,
        Variables = PartsOf(settings.Variables),
        Environments = settings.Environments is null ? null
            : [.. settings.Environments.Select(e => new EnvironmentPart
            {
                Name = e.Name,
                Type = e.Type,
                AdminOnly = e.AdminOnly,
                Variables = PartsOf(e.Variables),
            })],
        KnownHosts = settings.KnownHosts is null ? null
            : [.. settings.KnownHosts.Where(h => h.Key is not null)
                .Select(h => new KnownHostPart { Name = h.Name, PublicKey = h.Key!.Text })],
        Schedules = settings.Schedules is null ? null
            : [.. settings.Schedules.Select(s => new SchedulePart
            {
                Branch = s.Branch,
                Custom = s.Custom,
                Selector = s.IsDefault ? ScheduleSettings.DefaultSelector : null,
                Cron = s.Cron,
                Enabled = s.Enabled,
            })],
    };

    private static List<VariablePart?>? PartsOf(IReadOnlyList<VariableEntry>? variables) => variables is null ? null
        : [.. variables.Select(v => new VariablePart
        {
            Name = v.Name,
            Value = v.Secured == true ? null : v.Value,
            Secured = v.Secured == true ? true : null,
            Secret = v.Secured == true ? v.Reference?.Name : null,
            Vault = v.Secured == true ? v.Reference?.Vault : null,
        })];
}
