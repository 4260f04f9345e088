using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests;

/// <summary>A server may repeat what it rejects. No secret of the request appears in the error, in any encoding.</summary>
public class RedactorTests
{
    public static TheoryData<string> Secrets =>
    [
        "hunter22", "pä$$wörd", "a\"b\\c<d>&'e+f", "with blank and +", "\u2603\ud83d\ude00snow", "%41%42literal", "\\u0041literal",
            "tab\tand\nline", "&amp;literal",
        new('x', 20_000), "C:\\new\\table", "  padded  ",
    ];

    private static readonly JsonSerializerOptions s_lenient = new() { Encoder =
        System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The encodings in which a server or this module may write the secret.</summary>
    private static readonly Dictionary<string, Func<string, string>> s_forms = new()
    {
        ["plain"] = s => s,
        ["as the module sends it"] = s => JsonSerializer.Serialize(s)[1..^1],
        ["in lower case"] = s => JsonSerializer.Serialize(s)[1..^1].Replace("\\u", "\\U").ToLowerInvariant(),
        ["by a lenient writer"] = s => JsonSerializer.Serialize(s, s_lenient)[1..^1],
        ["all escaped"] = s => string.Concat(s.Select(c => $"\\u{(int)c:x4}")),
        ["JSON in JSON"] = s => JsonSerializer.Serialize(JsonSerializer.Serialize(s)[1..^1])[1..^1],
        ["lenient JSON in JSON"] = s => JsonSerializer.Serialize(JsonSerializer.Serialize(s, s_lenient)[1..^1], s_lenient)[1..^1],
        ["percent"] = Uri.EscapeDataString,
        ["percent in lower case"] = s => string.Concat(Encoding.UTF8.GetBytes(s).Select(b => $"%{b:x2}")),
        ["form"] = s => WebUtility.UrlEncode(s),
        ["HTML"] = s => WebUtility.HtmlEncode(s),
        ["numbers"] = s => string.Concat(s.EnumerateRunes().Select(r => $"&#{r.Value.ToString(CultureInfo.InvariantCulture)};")),
        ["base64"] = s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)),
        ["bytes"] = s => Convert.ToHexString(Encoding.UTF8.GetBytes(s)),
        ["bytes in lower case"] = s => Convert.ToHexString(Encoding.UTF8.GetBytes(s)).ToLowerInvariant(),
        ["hexadecimal numbers"] = s => string.Concat(s.EnumerateRunes().Select(r => $"&#x{r.Value:X};")),
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void It_is_found_within_the_base64_of_a_longer_text(string secret)
    {
        foreach (string before in new[] { "", "a", "ab", "abc", "{\"value\":\"" })
        {
            foreach (bool forUrl in new[] { false, true })
            {
                string longer = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{secret}and more"));
                longer = forUrl ? longer.Replace('+', '-').Replace('/', '_') : longer;
                string cleaned = Redactor.For(secret).Clean(longer);
                Assert.Contains("(secured)", cleaned);
                // What is left is the text around it, and at most the character at each end that it shares with it.
                Assert.InRange(cleaned.Length - "(secured)".Length, 0, (before.Length + "and more".Length + 4) * 4 / 3);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public void It_is_found_in_each_form(string secret)
    {
        foreach ((string name, Func<string, string> form) in s_forms)
        {
            // This encoding does not change the case of letters.
            if (name == "in lower case" && secret.Any(char.IsUpper))
            {
                continue;
            }

            string text = Redactor.For(secret).Clean($"before {form(secret)} after {form(secret)}.");
            Assert.True(
                text is "before (secured) after (secured)." or "before   (secured)   after   (secured)  ."
                || text.Trim() == "before (secured) after (secured).", $"{name}: {text}");
        }
    }

    [Theory]
    [InlineData("x", "'x' is refused", true)]
    [InlineData("x", "The value x", true)]
    [InlineData("x", "{\"value\":\"x\"}", true)]
    [InlineData("x", "next box", false)]
    [InlineData("42", "line 42", true)]
    [InlineData("42", "line 421", false)]
    [InlineData("ä!", "so \\u00e4\\u0021 it is", true)]
    [InlineData("!!", "wow!!", true)]
    public void A_text_with_a_short_one_in_it_is_withheld_and_no_other(string secret, string text, bool withheld) =>
        Assert.Equal(withheld ? "(secured)" : text, Redactor.For(secret).Clean(text));

    [Fact]
    public void Each_line_of_a_key_is_a_secret_and_its_frame_is_none()
    {
        const string Key =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nSECONDLINEOFKEY==\n-----END OPENSSH PRIVATE KEY-----\n";
        Redactor redactor = Redactor.For(Key);
        Assert.Equal("'(secured)' is wrong, and (secured)", redactor.Clean("'b3BlbnNzaC1rZXktdjEAAAAA' is wrong, and SECONDLINEOFKEY=="));
        Assert.Equal("It has to begin with -----BEGIN OPENSSH PRIVATE KEY-----",
            redactor.Clean("It has to begin with -----BEGIN OPENSSH PRIVATE KEY-----"));
        Assert.DoesNotContain("SECONDLINE", redactor.Clean(JsonSerializer.Serialize(Key)));
    }

    public static TheoryData<string> Requests => [.. s_requests.Keys];

    private const string Canary = "ca\"n<ä>'ry+42";

    private static readonly Dictionary<string, Func<BitbucketClient, Task>> s_requests = new()
    {
        ["run"] = c => c.SendAsync(
            Pipelines.Create(
                TestApi.Repo, new TriggerRequest { Variables = [new RunVariable { Key = "A", Value = Canary, Secured = true }] }), default),
        ["new variable"] = c =>
            c.SendAsync(
                VariableOperations.Create(
                    VariableScope.OfRepository(TestApi.Repo), new VariableBody { Key = "A", Value = Canary, Secured = true }), default),
        ["variable"] = c =>
            c.SendAsync(
                VariableOperations.Update(
                    VariableScope.OfWorkspace("w"), "{1}", new VariableBody { Key = "A", Value = Canary, Secured = true }), default),
        ["key pair"] = c => c.SendAsync(KeyPairs.Put(TestApi.Repo, new SshKeyPairBody { PrivateKey = Canary, PublicKey = "p" }), default),
        ["any"] = c => c.ReadJsonAsync(
            new ApiRequest { Method = HttpMethod.Post, Path = "x",
            Body = JsonSerializer.SerializeToUtf8Bytes(new { list = new[] { new { secured = true, value = Canary } } }) }, default),
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task No_failure_of_a_request_repeats_its_secret(string request)
    {
        foreach (int status in new[] { 400, 409, 429, 500 })
        {
            foreach (string text in new[] { Canary, JsonSerializer.Serialize(new { value = Canary }) })
            {
                using var api = new TestApi(
                    o => o with { Retry = new RetryPolicy { MaxAttempts = 2, LongestLimitWait = TimeSpan.FromSeconds(1) } });
                string body = JsonSerializer.Serialize(new
                {
                    error = new
                    {
                        message = $"Bad: {text}", detail = text, data = new { key = text },
                        fields = new Dictionary<string, object> { [text] = "name", ["value"] = new[] { text, "x" } },
                    },
                });
                api.Stub.Always("POST", ".*", Answer.Json(body, status)).Always("PUT", ".*", Answer.Json(body, status));
                BitbucketApiException e = await Failures.OfAsync(() => s_requests[request](api.Client));
                Failures.HidesSecret(e, Canary);
                Failures.HidesSecret(e, JsonSerializer.Serialize(Canary)[1..^1]);
                Failures.HidesSecret(e, "ry+42");
                Assert.DoesNotContain(e.Fields.Keys, k => k.Contains("ry+42") || k.Contains("ry\\u002B42"));
                Assert.DoesNotContain("ry+42", api.Told);
                Assert.Contains("Bad", e.Message);
            }
        }
    }

    [Fact]
    public async Task What_is_not_secured_is_repeated()
    {
        using var api = new TestApi();
        api.Stub.On("POST", ".*", Answer.Error(400, "Bad: plain-value"));
        VariableBody body = new() { Key = "A", Value = "plain-value" };
        BitbucketApiException e = await Failures.OfAsync(
            () => api.Client.SendAsync(VariableOperations.Create(VariableScope.OfRepository(TestApi.Repo), body), default));
        Assert.Contains("plain-value", e.Message);
    }

    [Fact]
    public async Task Credentials_that_are_repeated_are_cut_out()
    {
        using var api = new TestApi(o => o with { Credential = ApiCredential.Basic("me@example.org", () => "tok3n-tok3n") });
        string basic = Convert.ToBase64String("me@example.org:tok3n-tok3n"u8);
        api.Stub.On("GET", ".*", Answer.Error(400, $"Authorization: Basic {basic}, that is me@example.org:tok3n-tok3n, or tok3n-tok3n"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal("Authorization: Basic (secured), that is (secured), or (secured) (400).", e.Message);
    }

    [Fact]
    public async Task A_status_line_of_nonsense_repeats_nothing()
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { MaxAttempts = 1 } });
        api.Stub.On("POST", ".*", Answer.Throws(() => new HttpRequestException($"Received an invalid status line: '{Canary}'.")));
        BitbucketApiException e = await Failures.OfAsync(() => s_requests["run"](api.Client));
        Failures.HidesSecret(e, Canary);
    }

    [Theory]
    [InlineData("application/json", """{"key":"X","value":98765432,"secured":true}""", "98765432")]
    [InlineData("application/json", """{"key":"X","value":{"v":["hushhush"]},"secured":true}""", "hushhush")]
    [InlineData("application/json", """{"key":"X","value":"hushhush","secured":"true"}""", "hushhush")]
    [InlineData("application/json", """{"Password":"hushhush"}""", "hushhush")]
    [InlineData("application/json", """{"api_key":12345678}""", "12345678")]
    [InlineData("application/x-www-form-urlencoded", "user=a&password=hush+hush%21", "hush hush!")]
    [InlineData("application/x-www-form-urlencoded", "key=X&value=hushhush&secured=true", "hushhush")]
    public void Secrets_are_found_in_whatever_way_the_body_has_them(string type, string body, string secret)
    {
        var request = new ApiRequest { Method = HttpMethod.Post, Body = Encoding.UTF8.GetBytes(body), ContentType = type };
        Assert.Equal($"It was {Redactor.Mark}.", Redactor.For(request, []).Clean($"It was {secret}."));
    }
}
