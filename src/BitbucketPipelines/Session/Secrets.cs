using System.Runtime.InteropServices;
using System.Security;

namespace BitbucketPipelines;

/// <summary>Converts between SecureString and plain text.</summary>
internal static class Secrets
{
    /// <summary>The plain text. Do not store it: use it only for a header or a request body.</summary>
    public static string ToPlainText(SecureString secret)
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
