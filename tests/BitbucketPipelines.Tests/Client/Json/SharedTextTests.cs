using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Short texts that come again are one object, whatever they are; and they are what the server sent.</summary>
public class SharedTextTests
{
    [Fact]
    public void The_same_short_text_is_the_same_object()
    {
        Account[] two = Two("Ann", "Ann");
        Assert.Equal("Ann", two[0].DisplayName);
        Assert.Same(two[0].DisplayName, two[1].DisplayName);
    }

    [Fact]
    public void Texts_are_what_was_sent()
    {
        var random = new Random(7);
        string[] parts = ["a", "b", "Z", "0", "-", "{", "}", "\u00e9", "\U0001f680", "\"", "\\", "\n", "\u0000", "x", "yy", ""];
        for (int round = 0; round < 20_000; round++)
        {
            // Many that begin, end and have a middle alike, so that they share a place.
            string text = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => parts[random.Next(parts.Length)]));
            text = random.Next(4) == 0 ? text + new string('x', random.Next(80)) + text : text;
            Assert.Equal([text, text + "1"], Two(text, text + "1").Select(a => a.DisplayName));
        }
    }

    [Fact]
    public void Null_stays_null_and_other_values_are_refused()
    {
        Assert.Null(Read("""[{"display_name":null}]""")[0].DisplayName);
        Assert.Throws<JsonException>(() => Read("""[{"display_name":7}]"""));
        Assert.Throws<JsonException>(() => Read("""[{"display_name":{}}]"""));
    }

    private static Account[] Two(string first, string second) =>
        Read($$"""[{"display_name":{{JsonSerializer.Serialize(first)}}},{"display_name":{{JsonSerializer.Serialize(second)}}}]""");

    private static Account[] Read(string json) =>
        [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(e => e.Deserialize(WireContext.Default.Account)!)];
}
