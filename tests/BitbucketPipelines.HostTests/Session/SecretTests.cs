using System.Management.Automation;
using System.Text;

namespace BitbucketPipelines.HostTests;

/// <summary>The secret of a session, the URL of a log and a private key never appear in output.</summary>
public sealed class SecretTests : SecretTest
{
    private const string Canary = "canary-7f3e9a+/=&%41";

    private static readonly string[] s_forbidden =
        [.. Forms(Canary, "dev@example.com", "canary-client", ""), "canary-7f3e9a", "leak-canary-signature", "leak-canary-html-token",
            "leak-canary-value"];

    /// <summary>
    /// The behavior of the server: normal, 401, 403, 404 with a page, 429, 500, reset, cut off, redirect, HTML instead of JSON, other JSON.
    /// </summary>
    private static readonly Fault?[] s_failures =
    [
        null,
        Json(401, """{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}"""),
        Json(403, """{"type":"error","error":{"message":"No.","detail":{"required":["a"],"granted":["b"]}}}"""),
        FaultPresets.Get("html-404"),
        FaultPresets.Get("429-text") with { Headers = new Dictionary<string, string> { ["Retry-After"] = "2000" } },
        new Fault { Status = 500, ContentType = "text/html", Body = "<html>leak-canary-html-token</html>" },
        new Fault { ResetAfterHandling = true },
        new Fault { TruncateAfterBytes = 60 },
        new Fault { Status = 302,
        Headers = new Dictionary<string, string> { ["Location"] =
        "https://elsewhere.example.com/x?X-Amz-Signature=leak-canary-signature" } },
        new Fault { Status = 200, ContentType = "text/html", Body = "leak-canary-html-token" },
        Json(200, """{"build_number":"leak-canary-value"}"""),
    ];

    public static TheoryData<string, string> Kinds => new()
    {
        { "an API token", "-Credential $credential" },
        { "an access token", "-AccessToken $token" },
        { "an OAuth secret", "-ClientCredential $client" },
    };

    [Fact]
    public void The_search_finds_what_does_come_out()
    {
        Prepare();
        string[] leaks =
        [
            "Write-Verbose \"The token is $plain, as it happens.\"",
            "Write-Host \"$plain\"",
            "Write-Progress x -Status \"$plain\"",
            "try { throw [InvalidOperationException]::new('outer', [Exception]::new(\"inner $plain\")) } catch { $null = $_ }",
            "[pscustomobject]@{ Header = @{ Inner = "
                + "@([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(\"dev@example.com:$plain\"))) } }",
            "Write-Error x -TargetObject ([pscustomobject]@{ Deep = [pscustomobject]@{ Deeper = $plain } })",
            "$e = [Exception]::new('x'); $e.Data['y'] = $plain; throw $e",
        ];
        Assert.All(
            leaks, leak =>
            Assert.Contains("came out",
            Assert.ThrowsAny<Exception>(() => Silent(Everything(Shell, leak) + new string(' ', 100), s_forbidden)).Message,
            StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_shows_nowhere_whatever_the_server_does(string kind, string parameters)
    {
        Assert.NotEmpty(kind);
        Prepare();
        foreach (Fault? fault in s_failures)
        {
            State.ClearFaults();
            if (fault is not null)
            {
                State.AddFault(fault with { Method = "POST" });
            }

            string connect = $"Connect-BbWorkspace -NoCheck acme widgets {parameters} -ApiUri $api -SiteUri $site";
            Shell.Connect(Clock, connect);
            string said = Everything(
                Shell, $"{connect}; Connect-BbWorkspace -NoCheck acme widgets {parameters} -ApiUri $api -SiteUri $site -PassThru; "
                    + $"Invoke-BbPipeline -Branch trunk -Variable @{{ PLAIN = 'x' }} -SecureVariable @{{ KEY = $token }}");
            if (fault is not null)
            {
                State.AddFault(fault with { Method = "GET" });
            }

            Shell.Connect(Clock, connect);
            Silent(said + Everything(Shell, "Get-BbSession; Get-BbPipeline 1; Test-BbSession; Test-BbSession -Detailed"), s_forbidden);
        }
    }

    [Theory]
    [InlineData("-Credential ([pscredential]::new('dev', $wrong))")]
    [InlineData("-Credential ([pscredential]::new('dev', $app))")]
    [InlineData("-AccessToken $wrong")]
    [InlineData("-AccessToken $lines")]
    [InlineData("-AccessToken $beyond")]
    [InlineData("-ClientCredential ([pscredential]::new('client-id-123', $token))")]
    public void It_shows_nowhere_when_it_is_refused(string parameters)
    {
        Prepare();
        Shell.With("wrong", Secret("wrong-" + Canary)).With("app", Secret("ATBB" + Canary))
            .With("lines", Secret($"{Canary}\r\nX-Evil: {Canary}")).With("beyond", Secret(Canary + "ü✓"));
        string said = Everything(
            Shell, $"Connect-BbWorkspace -NoCheck acme widgets {parameters} -ApiUri $api -SiteUri $site; Invoke-BbPipeline -Branch trunk; "
                + "Test-BbSession -Detailed");
        Assert.NotEmpty(Shell.Get("$global:Error"));
        Silent(said, s_forbidden);
    }

    [Fact]
    public void A_secured_variable_shows_nowhere_and_arrives()
    {
        Prepare();
        Shell.Host.Answer = "No";
        string said = Everything(Shell, """
            Invoke-BbPipeline -Branch trunk -Variable @{ A = $token; PLAIN = 'leak-canary-value' } -SecureVariable @{ KEY = $token } -WhatIf
            Invoke-BbPipeline -Branch trunk -Variable @{ A = $token; PLAIN = 'leak-canary-value' } -SecureVariable @{ KEY =
                $token } -Confirm
            Invoke-BbPipeline -Branch trunk -SecureVariable @{ KEY = $plain; 'bad name' = $token }
            Invoke-BbPipeline -Branch trunk -Variable @{ LIST = @($token); 'bad name' = $token; OBJECT = [pscredential]::new('x', $token) }
            """);
        Assert.Matches(@"(?s)A \(secured\).*PLAIN.*KEY \(secured\)", said);
        Silent(said, s_forbidden);
        Assert.Empty(Sent("POST"));
        Script("slow", new StepScript { Duration = 40 });
        Silent(Everything(Shell, "Invoke-BbPipeline -Custom slow -SecureVariable @{ KEY = $token } -Wait -Follow"), s_forbidden);
        Assert.Contains(
            System.Text.Json.JsonEncodedText.Encode(Canary).ToString(), Assert.Single(Sent("POST", "/pipelines/")).Body,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, Fault?> Storage => new()
    {
        { "success", null },
        { "a 403", new Fault { Status = 403, ContentType = "application/xml", Body = "<Error>leak-canary-signature</Error>", Times = 0 } },
        { "a 404", new Fault { Status = 404, ContentType = "text/html", Body = "leak-canary-html-token", Times = 0 } },
        { "a redirect",
        new Fault { Status = 302,
        Headers = new Dictionary<string, string> { ["Location"] = "http://elsewhere.example.com/x?sig=leak-canary-signature" },
        Times = 0 } },
        { "a cut answer", new Fault { TruncateAfterBytes = 10 } },
    };

    [Theory]
    [MemberData(nameof(Storage))]
    public void The_address_of_a_log_is_not_shown(string what, Fault? fault)
    {
        Assert.NotEmpty(what);
        Prepare();
        Add("custom:deploy", "SUCCESSFUL");
        if (fault is not null)
        {
            State.AddFault(fault with { Port = "storage" });
        }

        Silent(Everything(Shell, "Get-BbStepLog 1 -Step Build; Wait-BbPipeline 1 -Follow"), s_forbidden);
        Assert.Contains(State.Requests, r => r.Port == "storage");
    }

    [Theory]
    [InlineData(PrivateKeyEcho.Off)]
    [InlineData(PrivateKeyEcho.Answer)]
    [InlineData(PrivateKeyEcho.Error)]
    public void A_private_key_is_nowhere_though_the_server_repeats_it(PrivateKeyEcho echo)
    {
        Prepare();
        State.Configure(b => b with { PrivateKeyEcho = echo });
        string key = File.ReadAllText(Key("rsa-pem"));
        Shell.Host.Answer = "Yes";
        Shell.With("key", Key("rsa-pem")).With("secretKey", Secret(key));
        const string script = """
            Set-BbSshKeyPair $key -PassThru
            Set-BbSshKeyPair -PrivateKey $secretKey -PassThru
            Set-BbSshKeyPair $key -PublicKey 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'
            """;
        string all = Everything(Shell, script + "\nGet-BbSshKeyPair\nRemove-BbSshKeyPair\n$WhatIfPreference = $true\n" + script);
        Assert.Contains("key_pair -> ", all, StringComparison.Ordinal);
        if (echo != PrivateKeyEcho.Error)
        {
            Assert.Contains("KeyPairMismatch", all, StringComparison.Ordinal);
        }

        // The lines before contain the public key.
        string[] body = key.Split('\n')[4..13];
        Silent(all, body.Concat(body.Select(l => l.Replace("+", "\\u002B", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_private_key_with_a_passphrase_is_nowhere()
    {
        Prepare();
        string all = Everything(Shell.With("key", Key("rsa-pem-encrypted")), "Set-BbSshKeyPair $key");
        Assert.Contains("EncryptedPrivateKey", all, StringComparison.Ordinal);
        Silent(all, File.ReadAllLines(Key("rsa-pem-encrypted"))[4..13]);
    }

    [ToolTheory("ssh-keygen")]
    [InlineData(PrivateKeyEcho.Off)]
    [InlineData(PrivateKeyEcho.Answer)]
    [InlineData(PrivateKeyEcho.Error)]
    public void A_private_key_that_is_made_is_nowhere(PrivateKeyEcho echo)
    {
        Prepare();
        State.Configure(b => b with { PrivateKeyEcho = echo });
        string all = Everything(Shell, "New-BbSshKeyPair");
        string sent = Assert.Single(Sent("PUT", "key_pair")).Body;
        string[] lines = System.Text.Json.Nodes.JsonNode.Parse(sent)!["private_key"]!.GetValue<string>().Trim().Split('\n');
        Assert.True(lines.Length > 4);
        // The first lines contain the public key, and text that all keys have.
        Silent(all, lines[2..^1]);
        Assert.True(echo != PrivateKeyEcho.Error || all.Contains("not valid", StringComparison.Ordinal));
    }

    [Fact]
    public void The_password_of_a_proxy_is_nowhere()
    {
        Prepare();
        string user = $"proxy-user:{Uri.EscapeDataString(Canary)}@";
        // The emulator also acts as a proxy that asks for the password and repeats it.
        Fault asks = Json(407, $"{{\"error\":{{\"message\":{System.Text.Json.JsonSerializer.Serialize(Canary)}}}}}") with
        {
            Headers = new Dictionary<string, string> { ["Proxy-Authenticate"] = "Basic realm=\"proxy\"" },
        };
        State.AddFault(asks);
        State.AddFault(asks with { Status = 403 });
        State.AddFault(asks with { Times = 2 });
        Shell.With("proxy", $"http://{user}{Emulator.ApiUri.Authority}").With("nobody", $"http://{user}127.0.0.1:1")
            .With("wrong", $"ftp://{user}127.0.0.1:1");
        string all = Everything(Shell, """
            Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $api -SiteUri $site -Proxy $proxy -PassThru
            Get-BbPipelineConfig
            Get-BbPipelineConfig
            Get-BbPipelineConfig
            Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $api -SiteUri $site -Proxy $wrong
            Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $api -SiteUri $site -Proxy $nobody
            Get-BbPipelineConfig
            """);
        string sent = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("proxy-user:" + Canary));
        Assert.Contains(State.Requests, r => r.Headers.GetValueOrDefault("Proxy-Authorization") == sent);
        Assert.Contains("ConnectionFailed", all, StringComparison.Ordinal);
        Assert.Contains("InvalidProxy", all, StringComparison.Ordinal);
        Assert.Contains("(secured)", all, StringComparison.Ordinal);
        Silent(all, [.. s_forbidden, .. Forms(Canary, "proxy-user")]);
    }

    private static Fault Json(int status, string body) => new() { Status = status, Body = body, ContentType = "application/json" };

    private void Prepare()
    {
        State.AddApiToken("dev@example.com", Canary, "read:pipeline", "write:pipeline", "admin:pipeline", "read:repository",
            "read:pullrequest");
        State.AddAccessToken(Canary, ["pipeline:write", "repository", "pullrequest"]);
        Shell.With("token", Secret(Canary)).With("plain", Canary)
            .With("credential", new PSCredential("dev@example.com", Secret(Canary)))
            .With("client", new PSCredential("canary-client", Secret(Canary)));
        Shell.Connect(Clock, "Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $api -SiteUri $site");
    }
}
