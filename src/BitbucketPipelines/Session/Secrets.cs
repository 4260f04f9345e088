using System.Runtime.InteropServices;
using System.Security;

namespace BitbucketPipelines;

/// <summary>Between SecureString and the text that a header or a body needs.</summary>
internal static class Secrets
{
    /// <summary>The text. Kept by nobody: it goes into a header or a body and is let go.</summary>
    public static string Reveal(SecureString secret)
    {
        IntPtr memory = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(memory) ?? "";
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
        }
    }

    /// <summary>A read-only copy.</summary>
    public static SecureString Protect(string text)
    {
        var secret = new SecureString();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        return secret;
    }
}
