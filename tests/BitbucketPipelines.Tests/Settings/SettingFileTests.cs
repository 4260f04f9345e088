using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests;

public sealed class SettingFileTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ";

    private static RepositorySettings Full => new("acme", "widgets")
    {
        Enabled = true,
        NextBuildNumber = 42,
        PublicKey = Key,
        Variables =
        [
            new VariableEntry("A", "Grüße, \"welt\" & <b>", false),
            new VariableEntry("S", null, true) { Reference = new SecretReference("widgets/S", "vault") },
        ],
        Environments =
        [
            new EnvironmentSettings("Test", "Test", false, [new VariableEntry("URL", "x", false)]),
            new EnvironmentSettings("Live", "Production", true, []),
        ],
        KnownHosts = [new DesiredKnownHost("build.example.com", SshPublicKey.Parse(Key))],
        Schedules =
        [
            new ScheduleSettings("main", "nightly", "0 0 2 * * ? *", true),
            new ScheduleSettings("main", null, "0 0 3 * * ? *", false) { IsDefault = true },
        ],
    };

    [Fact]
    public void What_is_written_is_read_again()
    {
        string text = SettingFileWriter.Write([Full]);
        Assert.Equal(text, SettingFileWriter.Write(SettingFileReader.Read(text)));
        RepositorySettings read = Assert.Single(SettingFileReader.Read(text));
        Assert.DoesNotContain(SettingDifference.Between(Full, read), d => d.IsDrift);
        Assert.Equal(10, SettingDifference.Between(Full, read).Count(d => d.Difference == "Equal"));
        Assert.True(read.Schedules![1].IsDefault);
        Assert.Equal(new SecretReference("widgets/S", "vault"), read.Variables![1].Reference);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_value_of_a_secured_variable_is_never_written()
    {
        RepositorySettings settings = Full with { Variables = [new VariableEntry("S", "secret value", true)] };
        Assert.DoesNotContain("secret value", SettingFileWriter.Write([settings]), StringComparison.Ordinal);
    }

    [Fact]
    public void Repositories_are_sorted()
    {
        string text = SettingFileWriter.Write(
            [new("b", "a") { Enabled = true }, new("a", "z") { Enabled = true }, new("a", "b") { Enabled = true }]);
        Assert.Equal(["a/b", "a/z", "b/a"], SettingFileReader.Read(text).Select(r => r.ToString()));
    }

    [Fact]
    public void Parts_that_are_not_known_are_not_written_and_stay_unknown()
    {
        string text = SettingFileWriter.Write([new RepositorySettings("acme", "widgets") { Schedules = [] }]);
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        RepositorySettings read = Assert.Single(SettingFileReader.Read(text));
        Assert.Null(read.Variables);
        Assert.Empty(read.Schedules!);
        Assert.DoesNotContain(SettingDifference.Between(Full, read), d => d.Kind is not ("Schedule" or "SshKeyPair"));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("null", "not a setting file")]
    [InlineData("""{ "version": "1" }""", "version \"1\"")]
    [InlineData("""{ "version": 1.5 }""", "version 1.5")]
    [InlineData("""{ "version": 1 }""", "'repositories' is missing")]
    [InlineData("""{ "version": 1, "repositories": {} }""", "wrong type (line 1")]
    [InlineData("""{ "version": 1, "repositories": [null] }""", "'repositories[0]' is null")]
    [InlineData("""{ "version": 1, "repositories": [{ "nextBuildNumber": 0 }] }""", "positive number")]
    [InlineData("""{ "version": 1, "repositories": [{ "variables": [null] }] }""", "name' is missing")]
    [InlineData("""{ "version": 1, "repositories": [{ "variables": [{ "name": "A", "value": "1", "secret": "s" }] }] }""", "belong to")]
    [InlineData("""{ "version": 1, "repositories": [{ "schedules": [{ "branch": "b", "cron": "@daily", "selector": "x" }] }] }""", "omit")]
    [InlineData("""{ "version": 1, "Repositories": [] }""", "'Repositories' is not known")]
    public void A_file_that_is_wrong_is_refused_with_the_reason(string text, string reason) => Assert.Contains(
        reason, Assert.Throws<SettingFileException>(() => SettingFileReader.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_message_never_repeats_a_value()
    {
        const string Text = """{ "version": 1, "repositories": [{ "variables": [{ "name": "A", "value": hunter2 }] }] }""";
        Assert.DoesNotContain(
            "hunter2", Assert.Throws<SettingFileException>(() => SettingFileReader.Read(Text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_can_be_written_with_five_fields()
    {
        const string Text = """{ "version": 1, "repositories": [{ "schedules": [{ "branch": "main", "cron": "0 2 * * *" }] }] }""";
        ScheduleSettings schedule = Assert.Single(Assert.Single(SettingFileReader.Read(Text)).Schedules!);
        Assert.Equal(7, schedule.Cron.Split(' ').Length);
        Assert.True(schedule.Enabled);
    }
}
