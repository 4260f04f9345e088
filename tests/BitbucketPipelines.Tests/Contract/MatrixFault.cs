using System.Globalization;
using System.Text;

namespace BitbucketPipelines.Tests.Contract;

/// <summary>A fault by its name in the table: what is answered, how often, and whether the server has done the work before.</summary>
/// <param name="name">Such as <c>502, once, done</c>: the answer; once, or each time; and whether the work was done.</param>
internal sealed class MatrixFault(string name)
{
    /// <summary>A text that no message may repeat.</summary>
    public const string Page = "Sign in here";

    private const string Unreachable = "The proxy tunnel request to proxy 'http://proxy:3128/' failed with status code '407'.";

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, Func<MatrixCell, Respond>> s_answers = new()
    {
        // Answers that are none.
        ["no fault"] = _ => throw new InvalidOperationException(),
        ["204"] = _ => Answer.Empty(204),
        ["205"] = _ => Answer.Empty(205),
        ["299"] = c => Answer.Bytes(c.Body, c.MediaType, 299),
        ["206"] = c => Answer.Bytes(c.Body, c.MediaType, 206),
        ["nothing"] = c => Answer.Text("", c.MediaType),
        ["nothing without a type"] = _ => Answer.Empty(200),
        ["null"] = _ => Answer.Json("null"),
        ["[]"] = _ => Answer.Json("[]"),
        ["{}"] = _ => Answer.Json("{}"),
        ["a string"] = _ => Answer.Json("\"done\""),
        ["a number"] = _ => Answer.Json("42"),
        ["true"] = _ => Answer.Json("true"),
        ["a type alone"] = _ => Answer.Json("""{"type":"pipeline"}"""),
        ["null members"] = c => Answer.Json(Members(c, "null")),
        ["empty members"] = c => Answer.Json(Members(c, "\"\"")),
        ["a list of it"] = c => Answer.Json($"[{Text(c)}]"),
        ["an error"] = _ => Answer.Json("""{"type":"error","error":{"message":"Something went wrong"}}"""),
        ["an error and it"] = c => Answer.Json($$"""{"type":"error",{{Text(c)[1..]}}"""),
        ["a bare error"] = _ => Answer.Json("""{"error":{"message":"Something went wrong"}}"""),
        ["a page"] = _ => Answer.Text($"<html>{Page}</html>", "text/html"),
        ["a page as JSON"] = _ => Answer.Json($"<html>{Page}</html>"),
        ["it as a page"] = c => Answer.Bytes(c.Body, "text/html"),
        ["it without a type"] = c => Answer.Bytes(c.Body, null),
        ["gzip lie"] = c => Answer.Bytes(c.Body, c.MediaType, 200, "Content-Encoding: gzip"),
        ["br"] = c => Answer.Bytes(c.Body, c.MediaType, 200, "Content-Encoding: br"),
        ["half"] = c => Answer.Bytes(c.Body[..^5], c.MediaType),
        ["twice"] = c => Answer.Bytes([.. c.Body, .. c.Body], c.MediaType),
        ["bad UTF-8"] = c =>
            Answer.Bytes([.. Encoding.UTF8.GetBytes(Text(c)[..^1]), .. ",\"a\":\""u8, 0xff, 0xc3, .. "\"}"u8], c.MediaType),
        ["half a character"] = c => Answer.Json(Text(c)[..^1] + ""","a":{"b":["\ud800"]}}"""),
        ["half a character in a name"] = c => Answer.Json(Text(c)[..^1] + ""","a":{"\udc00":1}}"""),
        ["UTF-16"] = c => Answer.Bytes(Encoding.Unicode.GetBytes(Text(c)), c.MediaType),
        ["deep"] = c => Answer.Json($"{Text(c)[..^1]},\"a\":{new string('[', 5000)}{new string(']', 5000)}}}"),
        // The allowance is used up.
        ["429 text"] = _ => Limited(),
        ["429 JSON"] = _ => Answer.Error(429, "Rate limit for this resource has been exceeded"),
        ["429 nothing"] = _ => Answer.Empty(429),
        ["429 page"] = _ => Answer.Text($"<html>{Page}</html>", "text/html", 429),
        ["429 in 7 s"] = _ => Limited("Retry-After: 7"),
        ["429 at a time"] = c => Limited("Retry-After: " + Time(c, TimeSpan.FromSeconds(7))),
        ["429 at a time, clock ahead"] = c =>
            Limited("Retry-After: " + Time(c, s_hour + TimeSpan.FromSeconds(7)), "Date: " + Time(c, s_hour)),
        ["429 at a time, clock behind"] = c =>
            Limited("Retry-After: " + Time(c, TimeSpan.FromSeconds(7) - s_hour), "Date: " + Time(c, -s_hour)),
        ["429 at a time that is past"] = c => Limited("Retry-After: " + Time(c, -s_hour)),
        ["429 in 0 s"] = _ => Limited("Retry-After: 0"),
        ["429 in -5 s"] = _ => Limited("Retry-After: -5"),
        ["429 in an hour"] = _ => Limited("Retry-After: 3600"),
        ["429 in 1e30 s"] = _ => Limited("Retry-After: 1000000000000000000000000000000"),
        ["429 soon"] = _ => Limited("Retry-After: soon"),
        ["429 reset in 7 s"] = _ => Limited("X-RateLimit-Reset: 7"),
        ["429 reset at an epoch"] = _ => Limited("X-RateLimit-Reset: 1772366407"),
        ["429 reset soon"] = _ => Limited("X-RateLimit-Reset: soon"),
        // The server fails.
        ["500"] = _ => Answer.Error(500, "Something went wrong"),
        ["500 page"] = _ => Gateway(500),
        ["502"] = _ => Gateway(502),
        ["503"] = _ => Gateway(503),
        ["503 in 7 s"] = _ => Answer.Text("Down", "text/plain", 503, "Retry-After: 7"),
        ["504"] = _ => Gateway(504),
        ["508"] = _ => Gateway(508),
        // It refuses.
        ["400"] = _ => Answer.Error(400, "Bad request"),
        ["401"] = _ => Answer.Error(401, "Token is invalid or not supported for this endpoint."),
        ["401 for the first token"] = _ => Answer.Error(401, "Access token expired."),
        ["403"] = _ => Answer.Error(403, "Your credentials lack one or more required privilege scopes."),
        ["403 page"] = _ => Answer.Text($"<html>{Page}</html>", "text/html", 403),
        ["404"] = _ => Answer.Error(404, "Not found"),
        ["404 page"] = _ => Answer.Text($"<html>{Page}</html>", "text/html", 404),
        ["404 {}"] = _ => Answer.Json("{}", 404),
        ["418"] = _ => Answer.Text(Page, "text/plain", 418),
        ["400 that stalls"] = _ => Answer.Stream("{\"type\":\"err"u8.ToArray(), StubStream.End.Stalled, "application/json", 400),
        // The network fails.
        ["refused"] = _ => Answer.Refused,
        ["reset"] = _ => Answer.Broken,
        ["closed"] = _ => Answer.Throws(() => new HttpRequestException(
            HttpRequestError.ResponseEnded, "The response ended prematurely.", new HttpIOException(HttpRequestError.ResponseEnded))),
        ["reset in the middle"] = c => Answer.Stream(c.Body[..(c.Body.Length / 2)], StubStream.End.Broken, c.MediaType),
        ["wrong length"] = c =>
            Answer.Stream(c.Body[..(c.Body.Length / 2)], StubStream.End.Broken, c.MediaType, 200, $"Content-Length: {c.Body.Length}"),
        ["no HTTP"] = _ =>
            Answer.Throws(() => new HttpRequestException(HttpRequestError.InvalidResponse, "Received an invalid status line.")),
        ["too many headers"] = _ =>
            Answer.Throws(
                () => new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, "The response headers are too long.")),
        ["bad certificate"] = _ => Answer.Throws(() => new HttpRequestException(
            HttpRequestError.SecureConnectionError, "The SSL connection could not be established.",
            new System.Security.Authentication.AuthenticationException("UntrustedRoot"))),
        ["stalls"] = _ => Answer.Hangs,
        ["stalls in the middle"] = c => Answer.Stream(c.Body[..(c.Body.Length / 2)], StubStream.End.Stalled, c.MediaType),
        ["drips"] = c => Answer.Drip(c.Api.Clock, c.Body, TimeSpan.FromSeconds(30), 1, c.MediaType),
        ["proxy refuses"] = _ => Answer.Throws(() => new HttpRequestException(HttpRequestError.ProxyTunnelError, Unreachable)),
        ["proxy is silent"] = c => Answer.Slow(c.Api.Clock, TimeSpan.FromSeconds(20), Answer.Throws(() => new TaskCanceledException(
            "A task was canceled.", new TimeoutException("A connection could not be established within the configured ConnectTimeout.")))),
        // It sends elsewhere.
        ["redirect elsewhere"] = _ => Answer.Redirect("https://elsewhere.example/x", 302),
        ["redirect in a loop"] = c => Answer.By(r => Answer.Redirect(r.Uri.AbsoluteUri, 302)),
        ["redirect to http"] = _ => Answer.Redirect("http://elsewhere.example/x", 302),
        ["redirect to this machine"] = _ => Answer.Redirect("http://127.0.0.1:9000/x"),
        ["redirect nowhere"] = _ => Answer.Empty(307),
    };

    private readonly string[] _words = name.Split(", ");

    /// <summary>Whether the work was done before the fault.</summary>
    public bool Done => _words.Contains("done");

    /// <summary>Whether the credentials are those of an OAuth consumer.</summary>
    public bool OAuth => name.StartsWith("401 for the first token", StringComparison.Ordinal);

    private bool Once => _words.Contains("once");

    private string What => string.Join(", ", _words.Except(["once", "done"]));

    /// <summary>The names of all answers.</summary>
    public static IEnumerable<string> Answers => s_answers.Keys;

    /// <summary>The name without how often.</summary>
    public string AnswerName => What;

    public Respond Make(MatrixCell cell) => s_answers[What](cell);

    /// <summary>Whether this request is struck.</summary>
    public bool Strikes(StubRequest request, ref int struck) =>
        What != "no fault" && (OAuth ? request.Authorization == "Bearer T1" : struck++ == 0 || !Once);

    private static string Text(MatrixCell cell) => Encoding.UTF8.GetString(cell.Body);

    private static string Time(MatrixCell cell, TimeSpan later) =>
        (cell.Api.Clock.GetUtcNow() + later).ToString("R", CultureInfo.InvariantCulture);

    private static Respond Limited(params string[] headers) =>
        Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429, headers);

    private static Respond Gateway(int status) => Answer.Text($"<html>{Page}</html>", "text/html", status);

    /// <summary>The names of all members, with this value.</summary>
    private static string Members(MatrixCell cell, string value)
    {
        using var json = System.Text.Json.JsonDocument.Parse(cell.Body);
        return "{" + string.Join(",", json.RootElement.EnumerateObject().Select(m => $"\"{m.Name}\":{value}")) + "}";
    }
}
