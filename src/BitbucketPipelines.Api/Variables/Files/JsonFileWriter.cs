using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Writes variables as an array of objects with the field names of Bitbucket.</summary>
internal static class JsonFileWriter
{
    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        using var stream = new MemoryStream();
        // The file is not part of a web page, so quotes and non-ASCII letters need no escapes.
        using (var json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (VariableEntry entry in entries)
            {
                json.WriteStartObject();
                if (entry.Place is { } place)
                {
                    json.WriteString("workspace", place.Workspace);
                    json.WriteString("repository", place.Repository);
                    json.WriteString("environment", place.Environment);
                }

                json.WriteString("key", entry.Name);
                json.WriteString("value", entry.Value);
                if (entry.Secured is { } secured)
                {
                    json.WriteBoolean("secured", secured);
                }
                else
                {
                    json.WriteNull("secured");
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        // The writer uses the line ends of the system. Line breaks within values are escaped, so they are not affected.
        return Encoding.UTF8.GetString(stream.ToArray()).Replace("\r\n", "\n") + "\n";
    }
}
