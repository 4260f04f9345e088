using System.Management.Automation;

namespace BitbucketPipelines.HostTests;

/// <summary>
/// Every example of the help, the about topics, README and docs runs, against a world that looks as the examples say. An error makes the
/// test fail, unless the example is about it. Each cmdlet finds the world untouched; the blocks of a page belong together, as a reader
/// takes them.
/// </summary>
public sealed class ExampleTests : HostTest
{
    /// <summary>What is not run, and why. The text must occur in an example.</summary>
    private static readonly (string Text, string Reason)[] s_notRun =
    [
        ("Get-BbHostKey build.example.com", "Asks an SSH server of that name. Get-BbHostKey.Tests.ps1 does this with a server of its own."),
        ("Get-BbHostKey git.example.com", "Asks an SSH server of that name. Get-BbHostKey.Tests.ps1 does this with a server of its own."),
        ("/deploy-keys'", "Not an operation of Pipelines: the emulator does not have it."),
        ("/downloads/app.zip'", "Not an operation of Pipelines: the emulator does not have it."),
        ("Import-Module ./out/BitbucketPipelines", "The shell has the module already, from this very folder."),
        ("Add-Content $PROFILE", "Changes the profile of the person who runs the tests."),
        ("Install-PSResource", "Downloads from the PowerShell Gallery."),
        ("Expand-Archive", "Needs the file of a release."),
    ];

    /// <summary>Examples that end in an error, because that is what they show or because the world has it so.</summary>
    private static readonly (string Text, string Error)[] s_errors =
    [
        ("Get-BbPipeline -Status FAILED -First 1 | Invoke-BbPipeline -Wait", "PipelineFailed"),
    ];

    private static readonly string[] s_scopes = [
        "read:user", "read:workspace", "read:repository", "admin:repository", "read:pipeline", "write:pipeline", "admin:pipeline"];

    /// <summary>A schedule that the help names by its uuid.</summary>
    private const string ScheduleUuid = "{0b9c1b0e-5f0a-4d8e-9f5e-0c7f3f0a1b2c}";

    /// <summary>What an example needs before it: a variable of the reader, mostly.</summary>
    private const string Reader = """
        Set-Location $folder
        (Get-PSProvider FileSystem).Home = $folder
        $ErrorActionPreference = 'Continue'
        $PSDefaultParameterValues = @{ 'Connect-BbWorkspace:ApiUri' = $api; 'Connect-BbWorkspace:SiteUri' = $site }
        $env:BB_TOKEN = 'access-token-123'
        $account = '{5a1f2c9e-8f0b-4d3e-9b60-2f4f9b7c1d10}'; $image = 'runner'
        $password = ConvertTo-SecureString secret -AsPlainText -Force
        $eu = $other = Get-BbSession
        $kid = (Get-BbOidcKey)[0].KeyId
        function Read-Host { ConvertTo-SecureString typed -AsPlainText -Force }
        function Get-Secret($Name) {
            if ($Name -like '*Key') { ConvertTo-SecureString (Get-Content $folder/deploy_key -Raw) -AsPlainText -Force }
            else { ConvertTo-SecureString access-token-123 -AsPlainText -Force }
        }
        function Set-Secret { }
        function docker { }
        function ssh { $null = $input }
        function curl { }
        function Invoke-Pester { [pscustomobject]@{ Message = 'expected 2 but was 3'; Path = 'tests/a.Tests.ps1'; Line = 3 } }
        """;

    /// <summary>Groups of sources: each takes an emulator and a shell, which cost more than an example.</summary>
    public static TheoryData<string> Groups => new(Examples.All.Keys.Select(GroupOf).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Groups))]
    public void Every_example_runs(string group)
    {
        var problems = new List<string>();
        foreach ((string source, string[] examples) in Examples.All.Where(s => GroupOf(s.Key) == group))
        {
            bool isCmdlet = source.Contains("-Bb", StringComparison.Ordinal);
            bool isPrepared = false;
            foreach (string example in examples.Where(e => !s_notRun.Any(n => Has(e, n.Text))))
            {
                if (!isPrepared || isCmdlet)
                {
                    Prepare(example);
                    isPrepared = true;
                }

                problems.AddRange(ErrorsOf(example).Select(e => $"{source}: {example.Trim()}\n    -> {e}"));
            }
        }

        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    [Fact]
    public void There_are_examples_and_each_exception_is_of_one()
    {
        string[] all = [.. Examples.All.Values.SelectMany(e => e)];
        Assert.True(all.Length > 150);
        Assert.Contains("README.md", Examples.All.Keys);
        Assert.Equal(
            [], s_notRun.Select(n => n.Text).Concat(s_errors.Select(e => e.Text)).Where(t => !all.Any(e => Has(e, t))));
    }

    private IEnumerable<string> ErrorsOf(string example)
    {
        // A session takes the clock of the process; nothing else needs to have it for itself.
        bool isConnecting = Has(example, "Connect-BbWorkspace");
        string code = example;
        if (Has(example, ScheduleUuid))
        {
            string uuid = State.Settings.AddSchedule("acme", "widgets", "0 0 5 * * ? *", "main");
            code = example.Replace(ScheduleUuid, uuid, StringComparison.Ordinal);
        }

        Call call = isConnecting ? Shell.Connect(Clock, code) : Shell.Run(code);
        string[] errors = [
            .. call.Errors.Select(e => $"{e.FullyQualifiedErrorId.Split(',')[0]}: {e}"),
            .. call.Failure is { } failure ? [$"{(failure as RuntimeException)?.ErrorRecord.FullyQualifiedErrorId}: {failure.Message}"]
                : Array.Empty<string>()];
        return errors.Where(e => !s_errors.Any(known => Has(example, known.Text) && e.StartsWith(known.Error, StringComparison.Ordinal)));
    }

    /// <summary>The verbs with most cmdlets, the other cmdlets, and the pages.</summary>
    private static string GroupOf(string source)
    {
        string verb = source.Split('-')[0];
        return !source.Contains("-Bb", StringComparison.Ordinal) ? "pages" : verb is "Get" or "Set" or "Remove" or "New" ? verb : "others";
    }

    private static bool Has(string example, string text) => example.Contains(text, StringComparison.Ordinal);

    private void Prepare(string example)
    {
        State.Reset();
        foreach (string slug in new[] { "template", "web-shop", "web-admin", "admin", "old-shop" })
        {
            State.AddRepository("acme", slug);
        }

        foreach (string slug in new[] { "widgets", "gadgets", "template", "web-shop", "web-admin" })
        {
            State.AddRepository("acme-eu", slug);
        }

        State.SetProject("acme", "web-shop", "WEB", "Web shop");

        foreach (string slug in new[] { "widgets", "gadgets", "empty", "template", "web-shop", "web-admin", "admin", "old-shop" })
        {
            State.Settings.SetEnabled("acme", slug, true);
            foreach (string selector in new[] { "default", "custom:nightly" })
            {
                State.SetScript("acme", slug, selector, new RunScript { Steps = [new StepScript { Name = "Build" }] });
            }
        }

        foreach (string slug in new[] { "template", "web-shop", "web-admin" })
        {
            State.Variables.Set($"repository/acme/{slug}", "TEMP_URL", "https://example.com");
        }

        State.Variables.Set("repository/acme/web-shop", "LOG_LEVEL", "info");
        State.Variables.Set(Widgets, "OLD_URL", "https://old.example.com");
        State.Settings.AddKnownHost("acme", "widgets", "old.example.com", "ssh-ed25519", HostLine.Split(' ')[2].Trim());
        State.Settings.SetKeyPair("acme", "widgets", new EmulatedKeyPair("private", File.ReadAllText(Key("ed25519.pub")).Trim()));
        State.AddBranch("acme", "gadgets", "trunk");
        State.AddBranch("acme", "gadgets", "release/1.x");
        State.AddApiToken("dev@example.eu", "api-token-123", s_scopes);
        State.AddBranch("acme", "widgets", "main");
        State.AddBranch("acme", "widgets", "feature/x");
        State.AddTag("acme", "widgets", "v1.2.0");
        bool isRunning = Has(example, "Stop-BbPipeline 42") || Has(example, "Wait-BbPipeline 42");
        State.SetScript("acme", "widgets", "custom:tested", new RunScript
        {
            Steps =
            [
                new StepScript { Name = "Build", Log = LogScript.FromLines("+ npm ci", "added 112 packages in 2s") },
                new StepScript
                {
                    Name = "Unit tests",
                    Tests = [new TestCaseScript { Name = "Login fails", Status = "FAILED", Reason = "expected 2 but was 3" }],
                },
                new StepScript
                {
                    Name = "Test",
                    Result = isRunning ? "SUCCESSFUL" : "FAILED",
                    Log = LogScript.FromLines("+ npm test", "error: 1 of 2 tests failed"),
                    Tests = [new TestCaseScript { Name = "adds numbers", Status = "FAILED", Reason = "expected 2 but was 3" }],
                },
            ],
        });
        bool isPaused = Has(example, "Resume-BbPipeline");
        State.AddRuns("acme", "widgets", new RunHistory { Count = 41, Result = "SUCCESSFUL" });
        State.AddRuns("acme", "widgets", new RunHistory
        {
            Branch = "main", Selector = isPaused ? "custom:manual-gate" : "custom:tested", Result = null,
            AgeSeconds = isRunning ? null : 3600,
        });
        State.AddEnvironment("acme", "widgets", "Live", "Production");
        State.AddEnvironment("acme", "widgets", "Preview", "Staging");
        Folder.File("production.env", "APP_URL=https://example.com\nAPI_TOKEN=secret\n");
        Folder.File("bitbucket-pipelines.yml", "pipelines:\n  default:\n    - step:\n        script:\n          - make\n");
        Folder.File("staging.env", "APP_URL=https://staging.example.com\nAPI_TOKEN=secret\n");
        Folder.File("variables.csv", "Name,Value,Secured\nAPP_URL,https://example.com,false\n");
        Folder.File("old.csv", "Name,Value,Secured\nAPP_URL,https://example.com,false\n");
        Folder.File("all.csv", "Workspace,Repository,Environment,Name,Value,Secured\nacme,widgets,,APP_URL,https://example.com,false\n");
        foreach (string file in new[] { "acme.json", "template.json", "widgets.json" })
        {
            Folder.File(file, """{ "version": 1, "repositories": [{ "pipelinesEnabled": true }] }""");
        }

        Folder.File("bitbucket-pipelines.yml", PipelineFile);
        Folder.File("scan.yml", PipelineFile);
        Folder.File("numbers.csv", "Repository,Next\nweb-shop,4200\nweb-admin,170\n");
        Folder.File("results.sarif", """{ "version": "2.1.0", "runs": [] }""");
        Folder.File("eslint.sarif", """{ "version": "2.1.0", "runs": [] }""");
        Folder.File("semgrep.sarif", """{ "version": "2.1.0", "runs": [] }""");
        Folder.File("findings.csv", "Path,Line,Severity,Message\nsrc/app.js,3,Warning,unused variable\n");
        Folder.File("known_hosts", HostLine);
        Folder.File(".ssh/known_hosts", HostLine);
        Folder.File("key.pub", File.ReadAllText(Key("ed25519.pub")));
        Folder.File("new_host_key.pub", string.Join(' ', File.ReadAllText(Key("ed25519.pub")).Split(' ').Take(2)));
        Folder.File("deploy_key", File.ReadAllText(Key("rsa")));
        Shell.Host.Answer = "Yes";
        Shell.Host.Secret = "api-token-123";
        Call call = Shell.Connect(
            Clock, "Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $api -SiteUri $site\n" + Reader);
        Assert.Equal([], call.Errors.Select(e => e.ToString()));
        Assert.Null(call.Failure);
        if (Has(example, "-NewName Production"))
        {
            Shell.Get("Remove-BbEnvironment Production -Force");
        }

        State.ClearRequests();
    }

    private const string PipelineFile = """
        pipelines:
          default:
            - step:
                script:
                  - echo hello
          custom:
            scan:
              - step:
                  script:
                    - echo scanned
        """;

    private const string HostLine =
        "new.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ\n";
}
