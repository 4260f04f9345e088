using System.Globalization;
using System.Text;

namespace BitbucketPipelines;

/// <summary>Finds encodings by PowerShell's name, by code page number, or by .NET's name.</summary>
internal static class FileEncoding
{
    /// <summary>PowerShell's names of encodings.</summary>
    public static readonly string[] Names =
    [
        "ansi", "ascii", "bigendianunicode", "bigendianutf32", "latin1", "oem", "unicode", "utf32", "utf8", "utf8BOM", "utf8NoBOM",
    ];

    /// <summary>The encoding, or null if the name is unknown.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return name.Trim().ToUpperInvariant() switch
            {
                "UTF8" or "UTF8BOM" or "UTF8NOBOM" => Encoding.UTF8,
                "UNICODE" => Encoding.Unicode,
                "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
                "UTF32" => Encoding.UTF32,
                "BIGENDIANUTF32" => Find(12001),
                "ASCII" => Encoding.ASCII,
                "LATIN1" => Find(28591),
#if NETSTANDARD2_0
                // In Windows PowerShell, Default is the ANSI code page.
                "ANSI" or "DEFAULT" => Encoding.Default,
#else
                "DEFAULT" => Encoding.UTF8,
                "ANSI" => CodePagesEncodingProvider.Instance.GetEncoding(0) ?? Find(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
#endif
                "OEM" => Find(CultureInfo.CurrentCulture.TextInfo.OEMCodePage),
                { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int page) => Find(page),
                _ => ByName(name.Trim()),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

#if NETSTANDARD2_0
    private static Encoding? Find(int page) => Encoding.GetEncoding(page);

    private static Encoding? ByName(string name) => Encoding.GetEncoding(name);
#else
    /// <summary>Code pages come from a provider that PowerShell may not have registered.</summary>
    private static Encoding? Find(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page);

    private static Encoding? ByName(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
#endif
}
