using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BitbucketPipelines.Api.Variables;

/// <summary>Writes variables as an array of objects, the shape that Bitbucket itself uses.</summary>
internal static class JsonFileWriter
{
    public static string Write(IReadOnlyList<VariableEntry> entries)
    {
        using var stream = new MemoryStream();
        // The file is no web page: quotes and other languages can stay readable.
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

        // The writer ends lines as the system does; line breaks within values are escaped.
        return Encoding.UTF8.GetString(stream.ToArray()).Replace("\r\n", "\n") + "\n";
    }
}
