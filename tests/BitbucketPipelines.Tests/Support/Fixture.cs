using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BitbucketPipelines.Tests;

/// <summary>Recorded responses; see Fixtures/README.md.</summary>
internal static class Fixture
{
    public static string Text(string path) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", path));

    public static T Read<T>(string path, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Text(path), type)!;

    /// <summary>The items of a file that is an array.</summary>
    public static T[] ReadAll<T>(string path, JsonTypeInfo<T> type)
    {
        using JsonDocument document = JsonDocument.Parse(Text(path));
        return [.. document.RootElement.EnumerateArray().Select(e => e.Deserialize(type)!)];
    }
}
