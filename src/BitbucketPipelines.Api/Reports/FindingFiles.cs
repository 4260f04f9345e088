using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace BitbucketPipelines.Api.Reports;

/// <summary>Reads a file of findings. The content decides which format it is.</summary>
internal static class FindingFiles
{
    /// <summary>The size of the largest file that is read, in bytes.</summary>
    public const long LargestFile = 64L * 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format; null to take what the content says.</param>
    /// <exception cref="FindingFileException">The file is not in a format that can be read.</exception>
    /// <exception cref="FileTextException">The file is not valid text.</exception>
    public static FindingSet Read(string path, FindingFormat? format)
    {
        if (Directory.Exists(path))
        {
            throw new FindingFileException("it is a folder");
        }

        long length = new FileInfo(path).Length;
        return length > LargestFile
            ? throw new FindingFileException(FormattableString.Invariant(
                $"it has {length / (1024 * 1024)} MB, and at most {LargestFile / (1024 * 1024)} MB are read"))
            : Read(File.ReadAllBytes(path), format);
    }

    /// <summary>Reads the content of a file.</summary>
    /// <exception cref="FindingFileException">The content is not in a format that can be read.</exception>
    /// <exception cref="FileTextException">The content is not valid text.</exception>
    public static FindingSet Read(byte[] content, FindingFormat? format)
    {
        char first = FirstCharacter(content);
        return first switch
        {
            '\0' => throw new FindingFileException("it is empty"),
            '{' when format is null or FindingFormat.Sarif => SarifReader.Read(FileText.Decode(content)),
            '<' when format is not FindingFormat.Sarif => ReadXml(content, format),
            _ when format is { } wanted => throw new FindingFileException($"it is not {Name(wanted)}"),
            _ => throw new FindingFileException(
                "it is neither SARIF, which is JSON, nor test results in XML (JUnit or TRX)"),
        };
    }

    private static FindingSet ReadXml(byte[] content, FindingFormat? format)
    {
        XElement root = Parse(content);
        FindingFormat found = root.Name.LocalName switch
        {
            "testsuites" or "testsuite" => FindingFormat.JUnit,
            "TestRun" => FindingFormat.Trx,
            "test-run" or "test-results" => throw new FindingFileException(
                "it is NUnit XML, which is not one of the formats SARIF, JUnit XML and TRX"),
            _ => throw new FindingFileException(
                $"its root element is <{Short(root.Name.LocalName)}>; JUnit has <testsuites> or <testsuite>, and TRX has <TestRun>"),
        };
        return format is { } wanted && wanted != found ? throw new FindingFileException($"it is {Name(found)}, not {Name(wanted)}")
            : found == FindingFormat.JUnit ? JUnitReader.Read(root)
            : TrxReader.Read(root);
    }

    /// <summary>Parses XML. A document type, with which a file could read other files or become very large, is refused.</summary>
    private static XElement Parse(byte[] content)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = LargestFile,
            // Test runners write control characters of programs into the file, which XML 1.0 does not have.
            CheckCharacters = false,
        };
        try
        {
            using var stream = new MemoryStream(content, writable: false);
            using var reader = XmlReader.Create(stream, settings);
            RefuseDeepNesting(content, settings);
            return XDocument.Load(reader).Root!;
        }
        catch (XmlException e)
        {
            bool isType = Encoding.ASCII.GetString(content, 0, Math.Min(content.Length, 4096)).Contains("<!DOCTYPE");
            throw new FindingFileException(
                isType ? "it has a document type (DTD), which is not read"
                    : FormattableString.Invariant($"line {e.LineNumber}: it is not well-formed XML"), e);
        }
    }

    /// <summary>Refuses elements inside each other that no test runner writes.</summary>
    private static void RefuseDeepNesting(byte[] content, XmlReaderSettings settings)
    {
        using var stream = new MemoryStream(content, writable: false);
        using var reader = XmlReader.Create(stream, settings);
        while (reader.Read())
        {
            if (reader.Depth > 200)
            {
                throw new FindingFileException("its elements are nested more than 200 levels deep");
            }
        }
    }

    /// <summary>The first character that is not white space, whatever the encoding; NUL when there is none.</summary>
    private static char FirstCharacter(byte[] content)
    {
        foreach (byte b in content)
        {
            // The bytes of byte order marks, and the zeros of UTF-16.
            if (b is not (0xEF or 0xBB or 0xBF or 0xFE or 0xFF or 0) && !char.IsWhiteSpace((char)b))
            {
                return (char)b;
            }
        }

        return '\0';
    }

    private static string Name(FindingFormat format) => format switch
    {
        FindingFormat.Sarif => "SARIF",
        FindingFormat.JUnit => "JUnit XML",
        _ => "TRX",
    };

    private static string Short(string name) => name.Length <= 40 ? name : $"{name.Substring(0, 40)}\u2026";
}
