using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace BitbucketPipelines.Api;

/// <summary>
/// Finds the secrets of a request: the credentials, also those of the proxy, and in the body the <c>value</c> of every object that is
/// <c>secured</c>, and all members with secret names.
/// </summary>
internal static class RequestSecrets
{
    private static readonly HashSet<string> s_secretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "private_key", "password", "passphrase", "secret", "token", "access_token", "refresh_token", "client_secret", "api_key", "apikey",
    };

    /// <summary>The password of the proxy, also as it is sent in the header.</summary>
    public static IEnumerable<string> OfProxy(NetworkCredential? proxy) => proxy is not { Password.Length: > 0 }
        ? []
        : [proxy.Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{proxy.UserName}:{proxy.Password}"))];

    /// <summary>The credentials of an Authorization header, also decoded.</summary>
    public static IEnumerable<string> OfHeader(AuthenticationHeaderValue? header)
    {
        if (header?.Parameter is not { Length: > 0 } parameter)
        {
            yield break;
        }

        yield return parameter;
        if (header.Scheme != "Basic")
        {
            yield break;
        }

        string plain;
        try
        {
            plain = Encoding.UTF8.GetString(Convert.FromBase64String(parameter));
        }
        catch (FormatException)
        {
            yield break;
        }

        yield return plain;
        yield return plain.Substring(plain.IndexOf(':') + 1);
    }

    /// <summary>The secrets of a JSON or form body.</summary>
    public static List<string> OfBody(byte[]? body, string contentType)
    {
        var found = new List<string>();
        if (body is not { Length: > 0 })
        {
            return found;
        }

        if (contentType.IndexOf("json", StringComparison.OrdinalIgnoreCase) < 0)
        {
            if (contentType.IndexOf("form-urlencoded", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                CollectForm(Encoding.UTF8.GetString(body), found);
            }

            return found;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            Collect(document.RootElement, found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body is not valid JSON, so no secrets can be found in it.
        }

        return found;
    }

    private static void CollectForm(string body, List<string> found)
    {
        (string Name, string Value)[] pairs = [.. body.Split('&').Select(p => p.Split(['='], 2)).Where(p => p.Length == 2)
            .Select(p => (Decoded(p[0]), Decoded(p[1])))];
        bool secured = pairs.Any(
            p => p.Name.Equals("secured", StringComparison.OrdinalIgnoreCase)
            && p.Value.Equals("true", StringComparison.OrdinalIgnoreCase));
        found.AddRange(
            pairs.Where(p => s_secretNames.Contains(p.Name) || (secured && p.Name.Equals("value", StringComparison.OrdinalIgnoreCase)))
            .Select(p => p.Value));

        static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }

    private static void Collect(JsonElement element, List<string> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(item, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            bool secured = element.EnumerateObject().Any(m => m.Name.Equals("secured", StringComparison.OrdinalIgnoreCase)
                && (m.Value.ValueKind == JsonValueKind.True
                    || (m.Value.ValueKind == JsonValueKind.String
                    && m.Value.GetString()!.Equals("true", StringComparison.OrdinalIgnoreCase))));
            foreach (JsonProperty member in element.EnumerateObject())
            {
                if (s_secretNames.Contains(member.Name) || (secured && member.Name.Equals("value", StringComparison.OrdinalIgnoreCase)))
                {
                    CollectAll(member.Value, found);
                }
                else
                {
                    Collect(member.Value, found);
                }
            }
        }
    }

    /// <summary>Collects every string and number within a secret value.</summary>
    private static void CollectAll(JsonElement element, List<string> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                found.Add(element.GetString()!);
                break;
            case JsonValueKind.Number:
                found.Add(element.GetRawText());
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    CollectAll(item, found);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    CollectAll(member.Value, found);
                }

                break;
        }
    }
}
