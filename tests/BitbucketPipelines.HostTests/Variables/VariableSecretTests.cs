using System.Text.Json.Nodes;

namespace BitbucketPipelines.HostTests;

/// <summary>The value of a secured variable gets where it should, and comes out nowhere.</summary>
public sealed class VariableSecretTests : SecretTest
{
    /// <summary>All ways in which a secret goes in.</summary>
    private const string Writes = """
        Set-BbVariable NEW_ONE $canary -Secured -PassThru
        Set-BbVariable DB_PASSWORD $canary -PassThru
        Set-BbVariable NEW_TWO -SecureValue $secret -PassThru
        [pscustomobject]@{ Name = 'NEW_THREE'; Value = $canary; Secured = 'true' } | Set-BbVariable -PassThru
        Import-BbVariable "$folder/secret.env" -SecuredName * -Repository gadgets
        Import-BbVariable "$folder/names.csv" -SecureValue @{ FROM_TABLE = $secret } -Environment Test
        Copy-BbVariable -ToRepository gadgets -SecureValue @{ DEPLOY_KEY = $secret; SMTP_PASSWORD = [pscredential]::new('x',
            $secret) } -Name DEPLOY_KEY, SMTP_PASSWORD
        Copy-BbVariable -ToEnvironment Staging -SecuredPolicy Prompt -Name SMTP_PASSWORD
        function global:Get-Secret { param($Name, $Vault) $secret }
        Copy-BbVariable -ToEnvironment Production -SecuredPolicy FromVault -Name DEPLOY_KEY
        Sync-BbVariable -ToEnvironment Staging -Prune -Force -SecureValue @{ DB_PASSWORD = $secret }
        Remove-BbVariable DB_PASSWORD -Force -PassThru
        """;

    private const string Reads = """
        Get-BbVariable
        Get-BbVariable -WorkspaceScope
        Get-BbVariable -Environment Production
        Find-BbVariable
        Find-BbVariable -Value *canary*
        Compare-BbVariable -ToRepository gadgets -IncludeEqual
        Compare-BbVariable -Environment Production -ToEnvironment Staging -IncludeEqual
        foreach ($name in 'a.env', 'a.csv', 'a.json') { Export-BbVariable "$folder/$name" -PassThru }
        Export-BbVariable "$folder/a.psd1" -Name DB_* -PassThru
        """;

    // It is not in the text of the scripts, so whoever repeats the line that failed does not repeat it.
    private readonly string _canary = "leak-canary-" + Guid.NewGuid().ToString("n");

    [Fact]
    public void It_gets_where_it_should_and_comes_out_nowhere()
    {
        Prepare();
        string all = Everything(Shell, Writes);
        Assert.Contains("NEW_TWO", all, StringComparison.Ordinal);
        Assert.Contains("/variables -> 201", all, StringComparison.Ordinal);
        Silent(all, "leak-canary");
        string[] scopes = [Widgets, Gadgets, "environment/acme/widgets/Test", "environment/acme/widgets/Staging",
            "environment/acme/widgets/Production"];
        EmulatedVariable[] stored = [.. scopes.SelectMany(
            s => State.Variables.Get(s)).Where(v => v.Value.Contains(_canary, StringComparison.Ordinal))];
        Assert.Equal(
            ["DB_PASSWORD", "DEPLOY_KEY", "FROM_CELL", "FROM_FILE", "FROM_TABLE", "NEW_ONE", "NEW_THREE", "NEW_TWO", "OTHER_FILE",
            "SMTP_PASSWORD"],
            stored.Select(v => v.Key).Distinct().Order(StringComparer.Ordinal));
        Assert.All(stored, v => Assert.True(v.Secured));
    }

    [Fact]
    public void It_is_nowhere_when_it_is_read_and_in_no_file()
    {
        Prepare();
        Everything(Shell, Writes);
        string all = Everything(Shell, Reads);
        Assert.Contains("NEW_ONE", all, StringComparison.Ordinal);
        Silent(all, "leak-canary");
        foreach (string name in (string[])["a.env", "a.csv", "a.json", "a.psd1"])
        {
            string text = File.ReadAllText(Folder.File(name));
            Assert.Contains("DB_", text, StringComparison.Ordinal);
            Silent(text + new string(' ', 100), "leak-canary");
        }
    }

    [Fact]
    public void It_is_nowhere_with_WhatIf()
    {
        Prepare();
        string all = Everything(Shell, "$WhatIfPreference = $true\n" + Writes);
        Assert.Contains("What if", all, StringComparison.Ordinal);
        Silent(all, "leak-canary");
        Assert.Empty(State.Variables.Writes);
    }

    [Theory]
    [InlineData("Yes")]
    [InlineData("No")]
    public void It_is_in_no_question(string answer)
    {
        Prepare();
        Shell.Host.Answer = answer;
        string all = Everything(
            Shell, "$PSDefaultParameterValues['*-Bb*:Confirm'] = $true\n" + Writes.Replace(" -Force", "", StringComparison.Ordinal));
        Assert.Contains("NEW_ONE in acme/widgets", all, StringComparison.Ordinal);
        Silent(all, "leak-canary");
    }

    public static TheoryData<string, Fault, string[]> Refusals
    {
        get
        {
            string[] writes = ["POST", "PUT", "DELETE"];
            return new()
            {
                { "400", Json(400, """{"type":"error","error":{"message":"Bad request","detail":"illegal string or character"}}"""), writes },
                { "400 without a reason", new Fault { Status = 400 }, writes },
                { "401", Json(401, """{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}"""), writes },
                { "403", Json(403, """{"type":"error","error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["admin:pipeline:bitbucket"],"granted":["read:pipeline:bitbucket"]}}}"""), writes },
                { "404", FaultPresets.Get("html-404"), writes },
                { "409", Json(409, """{"error":{"message":"Conflict","detail":"A variable with the key provided already exists","data":{"key":"variable-service.variable.duplicate","arguments":{}}}}"""), writes },
                { "429", FaultPresets.Get("429-text"), writes },
                { "429 for an hour", new Fault { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" } },
                writes },
                { "500", new Fault { Status = 500, Body = "oops" }, writes },
                { "an answer that is no JSON", new Fault { Status = 200, Body = "<html>", ContentType = "text/html" }, writes },
                { "a reset", new Fault { Reset = true }, ["POST"] },
                { "a reset after it was done", new Fault { ResetAfterHandling = true }, ["POST"] },
                { "no answer", new Fault { DelaySeconds = 600 }, writes },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void It_is_nowhere_when_writing_fails(string what, Fault fault, string[] methods)
    {
        Prepare();
        foreach (string method in methods)
        {
            State.AddFault(fault with { Method = method, Path = "variables", Times = 0 });
        }

        // Without a limit, a 429 is waited for until it ends, and it never does.
        using Shell impatient = Connected("-Credential $credential -RetryTimeoutSec 30");
        string all = Everything(what.StartsWith("429", StringComparison.Ordinal) ? Prepare(impatient) : Shell, Writes);
        Assert.True(what == "a reset after it was done" || all.Contains("Failed", StringComparison.Ordinal));
        Silent(all, "leak-canary");
    }

    [Fact]
    public void It_is_nowhere_when_the_server_repeats_what_it_was_sent()
    {
        Prepare();
        foreach (string method in (string[])["POST", "PUT"])
        {
            State.AddFault(Json(400, new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["message"] = $"illegal string or character in {_canary}",
                    ["detail"] = $"value: {_canary}",
                    ["fields"] = new JsonObject { ["value"] = new JsonArray($"{_canary} is bad") },
                },
            }.ToJsonString()) with { Method = method, Path = "variables", Times = 0 });
        }

        Folder.File("secret.env", "FROM_FILE=" + _canary);
        string all = Everything(Shell, """
            Set-BbVariable NEW_ONE $canary -Secured -PassThru
            Set-BbVariable DB_PASSWORD -SecureValue $secret -PassThru
            Import-BbVariable "$folder/secret.env" -SecuredName *
            """);
        Assert.Contains("Failed", all, StringComparison.Ordinal);
        Silent(all, "leak-canary");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public void It_is_nowhere_when_reading_fails(int status)
    {
        Prepare();
        State.AddFault(new Fault { Method = "GET", Path = "variables", Times = 0, Status = status });
        Silent(Everything(Shell, Writes + "\n" + Reads), "leak-canary");
    }

    [Fact]
    public void It_is_nowhere_when_it_breaks_a_rule()
    {
        Prepare();
        string c = _canary;
        Folder.File("rules.env", $"1BAD={c}\nMULTI=\"{c}\nX\"\nGOOD={c}\n{c}\n={c}");
        Folder.File("rules.csv", $"Name,Value,Secured\n1BAD,{c},true\nMULTI,\"{c}\nX\",true\nQ,a\"{c},true\nX,{c},{c}");
        Folder.File("rules.json", $"{{ \"1BAD\": \"{c}\", \"M\": \"{c}\\nx\", \"L\": [\"{c}\"], {c} }}");
        Folder.File("rules.psd1", $"@{{ A = \"{c}$(1)\"; B = '{c}\nx'; '1C' = '{c}' }}");
        Folder.File("broken.psd1", $"@{{ A = {c}; B = '{c} }}");
        string all = Everything(Shell, """
            foreach ($name in 'rules.env', 'rules.csv', 'rules.json', 'rules.psd1',
                'broken.psd1') { Import-BbVariable "$folder/$name" -SecuredName * }
            Set-BbVariable BREAK "$canary`nx" -Secured
            Set-BbVariable 1BAD $canary -Secured
            Set-BbVariable LONG ($canary * 5000) -Secured
            Copy-BbVariable -ToRepository gadgets -SecureValue @{ DB_PASSWORD = $canary }
            try { Copy-BbVariable -ToRepository gadgets -SecureValue $canary } catch { $_ }
            try { Set-BbVariable TEXT -SecureValue $canary } catch { $_ }
            """);
        Assert.Contains("InvalidVariableFile", all, StringComparison.Ordinal);
        Assert.Contains("VariableLimits", all, StringComparison.Ordinal);
        Assert.Contains("InvalidSecureValue", all, StringComparison.Ordinal);
        Silent(all, "leak-canary");
        Assert.Empty(State.Variables.Writes);
    }

    private static Fault Json(int status, string body) => new() { Status = status, Body = body, ContentType = "application/json" };

    private void Prepare()
    {
        Folder.File("secret.env", $"FROM_FILE={_canary}\nOTHER_FILE='{_canary} x'");
        Folder.File("names.csv", $"Name,Value,Secured\nFROM_TABLE,,true\nFROM_CELL,{_canary},true");
        Prepare(Shell);
    }

    private Shell Prepare(Shell shell)
    {
        shell.With("canary", _canary).With("secret", Secret(_canary)).With("folder", Folder.Path);
        shell.Host.Secret = _canary;
        shell.Host.Answer = "Yes";
        return shell;
    }
}
