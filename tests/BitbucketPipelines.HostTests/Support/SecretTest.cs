using System.Text;

namespace BitbucketPipelines.HostTests;

/// <summary>Runs scripts with all streams enabled and searches the whole output for secrets.</summary>
public abstract class SecretTest : HostTest
{
    /// <summary>The whole output of a script.</summary>
    private protected string Everything(Shell shell, string script)
    {
        string open = $$"""
            $global:Error.Clear()
            $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = $ErrorActionPreference =
                $ProgressPreference = 'Continue'
            $PSDefaultParameterValues = @{ '*-Bb*:Verbose' = $true; '*-Bb*:Debug' = $true }
            & { {{script}} } *>&1
            """;
        // A new session takes the default clock, which all tests share.
        Call call = script.Contains("Connect-BbWorkspace", StringComparison.Ordinal) ? shell.Connect(Clock, open) : shell.Run(open);
        return Trap.Of(shell, call);
    }

    /// <summary>The encodings in which a secret could appear.</summary>
    private protected static string[] Forms(string secret, params string[] users) =>
    [
        secret,
        Uri.EscapeDataString(secret),
        System.Text.Json.JsonEncodedText.Encode(secret).ToString(),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        .. users.Select(u => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{u}:{secret}"))),
    ];

    /// <summary>Fails if the text contains the word, and shows where.</summary>
    private protected static void Silent(string text, params IEnumerable<string> words)
    {
        Assert.True(text.Length > 100, "A search that searches nothing proves nothing.");
        foreach (string word in words)
        {
            int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, at < 0 ? "" : $"It came out: {text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 100)]}");
        }
    }
}
