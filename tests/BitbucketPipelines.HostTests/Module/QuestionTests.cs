using System.Management.Automation;

namespace BitbucketPipelines.HostTests;

/// <summary>What a cmdlet asks, and what it does with the answer.</summary>
public sealed class QuestionTests : HostTest
{
    /// <summary>Cmdlets that take something away or replace it: script, how many questions, and what each of them names.</summary>
    public static TheoryData<string, int, string> Questions
    {
        get
        {
            TheoryData<string, int, string> all = Always;
            if (Tools.Missing("ssh-keygen") is null)
            {
                all.Add("New-BbSshKeyPair -Repository gadgets", 1, "acme/gadgets");
            }

            return all;
        }
    }

    private static TheoryData<string, int, string> Always => new()
    {
        { "Remove-BbVariable 'api_*'", 1, "2 variables.*acme/widgets.*API_URL, api_url" },
        { "Remove-BbVariable API_URL", 1, @"Remove 1 variable from acme/widgets: API_URL\?" },
        { "Get-BbVariable | Remove-BbVariable", 1, "Remove 4 variables from acme/widgets: API_URL, api_url, " },
        { "Import-BbVariable $file -Repository gadgets -Prune", 1, "variables?.*acme/gadgets" },
        { "Import-BbRepositorySetting $settings -Repository gadgets -Prune", 1, "settings?.*acme/gadgets" },
        { "Copy-BbRepositorySetting -ToRepository gadgets -Include Configuration, KnownHost -Confirm", 1, "git.example.com" },
        { "Copy-BbRepositorySetting -ToRepository gadgets -Include BuildNumber", 1, @"Raise the next build number to \d+ in acme/gadgets" },
        { "Sync-BbVariable -ToRepository gadgets -Prune", 1, "variables?.*acme/gadgets" },
        { "Remove-BbCache node, my*", 2, @"Remove cache.*(node \(all 2 versions, 500 KB\)|my cache/1.*) in acme/widgets" },
        { "Remove-BbKnownHost *", 2, "build.example.com|git.example.com" },
        { "Get-BbSchedule -Branch trunk | Remove-BbSchedule", 1, @"nightly.*trunk.*0 0 2 \* \* \? \*" },
        { "Remove-BbSshKeyPair -Repository gadgets", 1, "acme/gadgets" },
        { "Remove-BbRunner linux-1", 1, "linux-1" },
        { "Remove-BbEnvironment Test", 1, "Test" },
        { "Set-BbBuildNumber 1000", 1, "1000" },
        { "Set-BbSshKeyPair $key -Repository gadgets", 1, "acme/gadgets has an SSH key pair.*SHA256:" },
        { "Invoke-BbApi /repositories/acme/gadgets/pipelines_config/ssh/key_pair -Method DELETE", 1, "DELETE" },
        { "Set-BbKnownHost build.example.com $line -Confirm", 1, "build.example.com" },
        { "Invoke-BbPipeline -Branch trunk -Confirm", 1, "trunk" },
        { "Stop-BbPipeline 1 -Confirm", 1, "#1" },
        { "Stop-BbPipeline -Superseded -Confirm", 1, @"#1 \(trunk, custom: fail\)" },
        { "Publish-BbReport -InputObject @{ Message = 'm' } -Commit trunk -Confirm", 1, "Publish report 'Findings'.*acme/widgets" },
        { "Set-BbCommitStatus FAILED -Commit trunk -Key k -Url https://ci.example.com/1 -Confirm", 1, "Set build status 'k' to FAILED" },
        { "Resume-BbPipeline 2 -Undocumented -Confirm", 1, "Start the manual step 'Deploy.*#2" },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void No_leaves_everything_as_it_was(string script, int count, string names)
    {
        Prepare();
        Call call = Shell.Run(script);
        Assert.Equal(count, call.Questions.Count);
        Assert.All(call.Questions, q => Assert.Matches($"(?s){names}", q));
        // What is added by the way, or changed, is no answer to the question.
        Assert.DoesNotContain(
            State.Requests,
            r => r.Method is "DELETE" || (r.Method is "PUT" or "POST" && !r.PathAndQuery.Contains("variables", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Yes_does_it(string script, int count, string names)
    {
        Prepare();
        Shell.Host.Answer = "Yes";
        Call call = Shell.Run(script);
        Assert.Equal([], call.Errors.Select(e => e.ToString()));
        Assert.Equal(count, call.Questions.Count);
        Assert.NotEmpty(names);
        Assert.Contains(State.Requests, r => r.Method is "DELETE" or "PUT" or "POST");
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void WhatIf_asks_nothing_and_sends_nothing(string script, int count, string names)
    {
        Prepare();
        Assert.True(count > 0 && names.Length > 0);
        Call call = Shell.Run($"$WhatIfPreference = $true; {script.Replace(" -Confirm", "", StringComparison.Ordinal)}");
        Assert.Empty(call.Questions);
        Assert.Contains("What if: ", Shell.Host.Screen, StringComparison.Ordinal);
        Assert.All(State.Requests, r => Assert.Equal("GET", r.Method));
    }

    [Theory]
    [InlineData("-Force")]
    [InlineData("-Confirm:$false")]
    public void A_question_can_be_answered_beforehand(string parameter)
    {
        Prepare();
        foreach (string script in ((IEnumerable<object[]>)Questions).Select(row => (string)row[0])
            .Where(s => !s.Contains("-Confirm", StringComparison.Ordinal) && !s.StartsWith("New-BbSshKeyPair", StringComparison.Ordinal)))
        {
            Assert.Empty(Shell.Run($"{script} {parameter}").Questions);
        }

        Assert.Contains(State.Requests, r => r.Method == "DELETE");
    }

    [Theory]
    [InlineData("Low")]
    [InlineData("medium")]
    public void What_is_answered_beforehand_is_not_asked_by_a_preference_either(string preference)
    {
        Prepare();
        foreach (string script in ((IEnumerable<object[]>)Questions).Select(row => (string)row[0])
            .Where(s => !s.StartsWith("New-BbSshKeyPair", StringComparison.Ordinal)))
        {
            string answered = script.Replace(" -Confirm", "", StringComparison.Ordinal) + " -Confirm:$false";
            Assert.Empty(Shell.Run($"$ConfirmPreference = '{preference}'; {answered}").Questions);
        }

        Assert.Contains(State.Requests, r => r.Method == "DELETE");
    }

    [Fact]
    public void Yes_to_all_is_asked_for_once()
    {
        Shell.Host.Answer = "Yes to All";
        Assert.Single(Shell.Run("Remove-BbKnownHost *").Questions);
        Assert.Empty(Shell.Get("Get-BbKnownHost"));
    }

    [Fact]
    public void One_answer_may_be_for_the_build_numbers_of_all_repositories()
    {
        Prepare();
        Shell.Host.Answer = "Yes to All";
        Call call = Shell.Run("Copy-BbRepositorySetting -ToRepository gadgets, empty -Include BuildNumber");
        Assert.Single(call.Questions);
        Assert.All(call.Output, o => Assert.Equal("Update", o.Properties["Action"].Value.ToString()));
        Assert.Equal(2, call.Output.Count);
    }

    [Theory]
    [InlineData("$ConfirmPreference = 'Medium'; ", "")]
    [InlineData("", " -Confirm")]
    public void It_is_asked_once_where_everything_is_to_be_confirmed(string before, string after)
    {
        Prepare();
        Shell.Host.Answer = "Yes";
        Assert.Single(Shell.Run($"{before}Set-BbSshKeyPair $key -Repository gadgets{after}").Questions);
        Assert.Single(
            Shell.Run($"{before}Invoke-BbApi /repositories/acme/widgets/pipelines_config/ssh/key_pair -Method DELETE{after}").Questions);
    }

    [Theory]
    [InlineData("Yes", "ssh-rsa ")]
    [InlineData("No", "ssh-ed25519 ")]
    public void The_answer_decides_which_key_pair_is_there(string answer, string type)
    {
        Shell.With("rsa", Key("rsa")).With("ed25519", Key("ed25519"));
        Shell.Get("Set-BbSshKeyPair $ed25519");
        Shell.Host.Answer = answer;
        Assert.Single(Shell.Run("Set-BbSshKeyPair $rsa").Questions);
        Assert.StartsWith(type, State.Settings.GetKeyPair("acme", "widgets")!.PublicKey, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_sync_would_remove_stays_where_the_answer_is_no()
    {
        State.Variables.Replace(Widgets, [new("A", "1"), new("B", "2"), new("S", "leak", true)]);
        State.Variables.Replace(Gadgets, [new("A", "old"), new("OWN", "x"), new("S", "kept", true)]);
        Call call = Shell.Run("Sync-BbVariable -ToRepository gadgets -Prune");
        Assert.Matches("1 variable .*acme/gadgets.*OWN", Assert.Single(call.Questions));
        Assert.Equal("Skipped",
            Assert.Single(call.Output, o => (string)o.Properties["Name"].Value == "OWN").Properties["Action"].Value.ToString());
        Assert.Equal("A=1, B=2, OWN=x, S=kept!", Snapshot(Gadgets));
    }

    [Fact]
    public void The_first_key_pair_and_a_change_are_no_question()
    {
        Prepare();
        Assert.Empty(Shell.Run("Set-BbSshKeyPair $key -Repository widgets").Questions);
        Assert.Empty(
            Shell.Run("Invoke-BbApi /repositories/acme/widgets/pipelines_config -Method PUT -Body @{ enabled = $true }").Questions);
        Assert.Equal(2, Sent("PUT").Count);
    }

    [Fact]
    public void What_would_be_pruned_is_declined_with_rows_and_the_rest_is_done()
    {
        Prepare();
        State.Variables.Replace(Gadgets, [new("KEEP", "1"), new("OLD", "2"), new("keep", "3")]);
        Call call = Shell.Run("Import-BbVariable $file -Repository gadgets -Prune");
        Assert.Matches("2 variables.*acme/gadgets.*OLD.*keep", Assert.Single(call.Questions));
        PSObject[] skipped = [.. call.Output.Where(o => o.Properties["Action"].Value.ToString() == "Skipped")];
        Assert.Equal(["OLD", "keep"], Of(skipped, "Name"));
        Assert.Equal(["It was declined.", "It was declined."], Of(skipped, "Reason"));
        Assert.Equal("KEEP=1, NEW=4, OLD=2, keep=3", Snapshot(Gadgets));
        Shell.Host.Answer = "Yes";
        Assert.Single(Shell.Run("Import-BbVariable $file -Repository gadgets -Prune").Questions);
        Assert.Equal("KEEP=1, NEW=4", Snapshot(Gadgets));
    }

    [Fact]
    public void A_plan_with_WhatIf_has_a_row_for_each()
    {
        Prepare();
        State.Variables.Replace(Gadgets, [new("KEEP", "1"), new("OLD", "2")]);
        Call call = Shell.Run("Import-BbVariable $file -Repository gadgets -Prune -WhatIf");
        Assert.Equal(["Unchanged KEEP Planned", "Create NEW Planned", "Remove OLD Planned"],
            call.Output.Select(o => $"{o.Properties["Action"].Value} {o.Properties["Name"].Value} {o.Properties["Status"].Value}"));
        Assert.Contains("What if: Create variable NEW in acme/gadgets", Shell.Host.Screen, StringComparison.Ordinal);
        Assert.Empty(State.Variables.Writes);
    }

    [Fact]
    public void WhatIf_tells_what_was_computed()
    {
        State.AddRuns("acme", "widgets", new RunHistory { Count = 3 });
        Shell.Get("Set-BbBuildNumber -Increment 97 -WhatIf -Force; New-BbSchedule trunk '@daily' -WhatIf");
        Assert.Matches(@"next build number to 100 \(the latest run is #3\)", Shell.Host.Screen);
        Assert.Matches(@"branch trunk at '0 0 0 \* \* \? \*' \(next run \d{4}-\d\d-\d\d 00:00:00Z\)", Shell.Host.Screen);
        Assert.DoesNotContain(State.Requests, r => r.Method != "GET");
    }

    [Fact]
    public void What_would_be_started_is_told_without_the_values()
    {
        Shell.With("secret", Secret("value-of-key"))
            .Get("Invoke-BbPipeline -Tag v1.0.0 -Custom deploy -Variable @{ ZONE = 'value-of-zone' } -SecureVariable @{ KEY = $secret } "
                + "-WhatIf");
        Assert.Contains("What if: Performing the operation \"Run custom pipeline 'deploy' on tag v1.0.0 with ZONE, KEY (secured)\" on "
            + "target \"acme/widgets\".", Shell.Host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("value-of", Shell.Host.Screen, StringComparison.Ordinal);
        Assert.Empty(Sent("POST"));
    }

    [Fact]
    public void A_secret_is_asked_for_once_for_all_targets()
    {
        Prepare();
        Shell.Host.Secret = "typed";
        Call call = Shell.Run("Copy-BbVariable -ToRepository gadgets -ToEnvironment Staging, Production -Name S -SecuredPolicy Prompt");
        Assert.Equal(["Create", "Create"], Of(call.Output, "Action"));
        Assert.Single(Shell.Host.Screen.Split('\n'), l => l.Contains("Value of S", StringComparison.Ordinal));
        Assert.DoesNotContain("typed", Shell.Host.Screen, StringComparison.Ordinal);
        Assert.Equal("typed", Stored("environment/acme/gadgets/Staging", "S"));
    }

    [Fact]
    public void A_secret_that_is_not_typed_is_a_row_that_was_skipped()
    {
        Prepare();
        Assert.Equal(["Skipped"], Of(Shell.Run("Copy-BbVariable -ToRepository gadgets -Name S -SecuredPolicy Prompt").Output, "Action"));
        Assert.Empty(State.Variables.Writes);
    }

    [Fact]
    public void Secrets_come_from_a_vault_by_name_and_pattern()
    {
        Prepare();
        Call call = Shell.Run("""
            function global:Get-Secret { param(
                $Name, $Vault) "$Vault/$Name" | ForEach-Object { if ($Name -like '*S') { ConvertTo-SecureString $_ -AsPlainText -Force } } }
            Copy-BbVariable -ToRepository gadgets -Name S, A -SecuredPolicy FromVault -Vault Pipe -SecretName 'ci/{Name}'
            Copy-BbVariable -ToEnvironment Test -Name S -SecuredPolicy FromVault
            """);
        Assert.Empty(call.Errors);
        Assert.Equal(["Succeeded", "Succeeded", "Succeeded"], Of(call.Output, "Status"));
        Assert.Contains("S=Pipe/ci/S!", Snapshot(Gadgets), StringComparison.Ordinal);
        Assert.Equal("S=/S!", Snapshot("environment/acme/widgets/Test"));
    }

    [Theory]
    [InlineData("function global:Get-Secret { param($Name, $Vault) Write-Error \"no $Name\" }", "no S", null)]
    [InlineData("function global:Get-Secret { throw 'the vault is locked' }", "the vault is locked", "own")]
    public void What_the_vault_says_is_told_and_keeps_no_other_from_its_turn(string vault, string reason, string? own)
    {
        Prepare();
        if (own is not null)
        {
            State.Variables.Set(Gadgets, "S", own, secured: true);
        }

        Call call = Shell.Run($"{vault}; Copy-BbVariable -ToRepository gadgets -Name S, A -SecuredPolicy FromVault");
        Assert.Equal(["A Create Succeeded", "S Skipped Failed"],
            call.Output.Select(o => $"{o.Properties["Name"].Value} {o.Properties["Action"].Value} {o.Properties["Status"].Value}")
                .Order(StringComparer.Ordinal));
        Assert.Contains(call.Errors, e => e.ToString().Contains(reason, StringComparison.Ordinal));
        Assert.Equal(own, Stored(Gadgets, "S"));
    }

    [Fact]
    public void A_credential_that_is_missing_is_asked_for()
    {
        Shell.Host.Secret = "api-token-123";
        Call call = Shell.Connect(
            Clock, "Connect-BbWorkspace -NoCheck acme widgets -Credential dev@example.com -ApiUri $api -SiteUri $site; "
                + "(Get-BbSession).User; Get-BbPipelineConfig");
        Assert.Equal([], call.Errors.Select(e => e.ToString()));
        Assert.Equal("dev@example.com", call.Output[0].ToString());
        Assert.Equal(2, call.Output.Count);
        // People would type the password of their account.
        Assert.Contains("API token with scopes", Shell.Host.Screen, StringComparison.Ordinal);
        Assert.Contains("https://id.atlassian.com/", Shell.Host.Screen, StringComparison.Ordinal);
    }

    private void Prepare()
    {
        string line = string.Join(' ', File.ReadAllText(Key("ed25519.pub")).Split(' ').Take(2));
        Shell.With("file", Folder.File("a.env", "KEEP=1\nNEW=4"))
            .With("settings", Folder.File("a.json", """{ "version": 1, "repositories": [{ "variables": [] }] }""")).With("key", Key("rsa")).With("line", line);
        Add("custom:fail", "RUNNING");
        Add("custom:manual-gate", age: 60);
        Add("custom:fail", "RUNNING");
        State.Variables.Replace(
            Widgets,
            [.. State.Variables.Get(Widgets).Where(v => v.Key.StartsWith("API_", StringComparison.OrdinalIgnoreCase)), new("A", "1"),
            new("S", "leak", true)]);
        State.ClearRequests();
    }
}
