using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

public sealed class JsonFileTests
{
    [Theory]
    [InlineData("{\"A\": \"x\"}", "1 A [x] -")]
    [InlineData("{\"A\": \"\"}", "1 A [] -")]
    [InlineData("{\"A\": 1.10}", "1 A [1.10] -")]
    [InlineData("{\"A\": -12345678901234567890e3}", "1 A [-12345678901234567890e3] -")]
    [InlineData("{\"A\": true}", "1 A [true] -")]
    [InlineData("{\"A\": false}", "1 A [false] -")]
    [InlineData("{\"A\": null}", "1 A - -")]
    [InlineData("{\"A\": \"q\\\"b\\\\t\\tu\\u00e9\\ud83d\\ude00\"}", "1 A [q\"b\\t\tué😀] -")]
    [InlineData("{\"A\": {\"value\": \"x\", \"secured\": true}}", "1 A [x] True")]
    [InlineData("{\"A\": {\"secured\": true}}", "1 A - True")]
    [InlineData("{\"A\": {\"Value\": 3}}", "1 A [3] -")]
    [InlineData("{\"A\": {\"value\": \"x\", \"secured\": null}}", "1 A [x] -")]
    [InlineData("[{\"key\": \"A\", \"value\": \"x\", \"secured\": false}]", "1 A [x] False")]
    [InlineData("[{\"Name\": \"A\", \"Key\": \"B\", \"Value\": 1.0, \"Secured\": true, \"Scope\": {\"a\": [1]}}]", "1 A [1.0] True")]
    [InlineData("[{\"secured\": true, \"value\": null, \"key\": \"A\"}]", "1 A - True")]
    [InlineData("// head\n{ /* \n */ \"A\"\n: \"x\", // tail\n}\n", "3 A [x] -")]
    [InlineData("\uFEFF{\"A\": \"x\"}", "1 A [x] -")]
    [InlineData("{\"values\": \"x\"}", "1 values [x] -")]
    public void Variable_is_read(string text, string expected) => FileCase.Reads(VariableFormat.Json, text, expected);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"values\": []}")]
    public void Nothing_in_it_is_no_variable(string text) => FileCase.Reads(VariableFormat.Json, text);

    [Fact]
    public void Lines_and_order_are_those_of_the_file() => FileCase.Reads(
        VariableFormat.Json, "{\r\n  \"B\": 1,\r\n\r\n  \"a\": {\r\n \"value\": 2 },\r\n  \"A\": 3\r\n}", "2 B [1] -", "4 a [2] -",
        "6 A [3] -");

    [Fact]
    public void Own_list_of_Bitbucket_is_read() => FileCase.Reads(
        VariableFormat.Json,
        """
        {"page": 1, "pagelen": 100, "size": 2, "values": [
          {"type": "pipeline_variable", "uuid": "{1}", "key": "A", "value": "x", "secured": false},
          {"type": "pipeline_variable", "uuid": "{2}", "key": "TOKEN", "secured": true}
        ]}
        """,
        "2 A [x] False",
        "3 TOKEN - True");

    [Fact]
    public void Last_page_of_a_list_of_Bitbucket_is_read() => FileCase.Reads(
        VariableFormat.Json,
        """{"size": 2, "pagelen": 1, "page": 2, "previous": "https://api.bitbucket.org/x?page=1", "next": null, "values": [{"key": "A", "value": "x"}]}""",
        "1 A [x] -");

    [Theory]
    [InlineData("", new[] { 1 }, "Invalid JSON")]
    [InlineData("{\n \"A\": \"x\"\n \"B\": 1}", new[] { 3 }, "Invalid JSON at about character 2:")]
    [InlineData("{\"A\": tru}", new[] { 1 }, "Invalid JSON")]
    [InlineData("{\"A\": 1", new[] { 1 }, "Invalid JSON")]
    [InlineData("{\"A\": 1}\n}", new[] { 2 }, "Invalid JSON")]
    [InlineData("/* \n */ {\n\"A\": 'x'}", new[] { 3 }, "Invalid JSON")]
    [InlineData("{\"A\": [],\n\"B\": [],\n\"A\": 1 2}", new[] { 1, 2, 3, 3 }, "The value of 'A' must be a string")]
    [InlineData("\"A\"", new[] { 1 }, "must be an object")]
    [InlineData("{\"A\": [1]}", new[] { 1 }, "The value of 'A' must be a string")]
    [InlineData("{\"A\": {\"host\": 1}}", new[] { 1 }, "If the value is JSON, specify it as a string")]
    [InlineData("{\"A\": {\"value\": {\"x\": 1}}}", new[] { 1 }, "The value of 'A' must be a string")]
    [InlineData("{\"A\": {\"value\": 1,\n\"secured\": \"yes\"}}", new[] { 2 }, "'secured' of 'A' must be true or false")]
    [InlineData("{\"A\": {\"value\": 1,\n\"Value\": 2}}", new[] { 2 }, "'value' of 'A' occurs twice")]
    [InlineData("{\"A\": 1,\n\"B\": 2,\n\"A\": 3}", new[] { 3 }, "'A' already occurs on line 1.")]
    [InlineData("{\"A\": 1, \"A\": 3}", new[] { 1 }, "'A' already occurs on line 1.")]
    [InlineData("{\"A\": \"\\ud800\"}", new[] { 1 }, "The value of 'A' contains a \\u escape that is not a character.")]
    [InlineData("{\"\\ud800\": 1}", new[] { 1 }, "A name contains a \\u escape")]
    [InlineData("[\n1,\n[{}],\n{\"key\": \"A\"}, null]", new[] { 2, 3, 4 }, "not an object with key")]
    [InlineData("[\n{\"value\": 1},\n{\"key\": 5},\n{\"key\": \"\"}]", new[] { 2, 3, 4 }, "The name of a variable is missing")]
    [InlineData("[{\"value\": [],\n\"key\": \"A\"}]", new[] { 1 }, "The value of 'A' must be")]
    [InlineData("[{\"value\": []}]", new[] { 1, 1 }, "The value of a variable without a name must be")]
    [InlineData("[{\"key\": {\"key\": \"B\"}, \"value\": 1}]", new[] { 1 }, "The name of a variable is missing")]
    [InlineData("[{\"key\": \"A\",\n\"key\": \"B\", \"value\": 1}]", new[] { 2 }, "'key' of 'B' occurs twice")]
    [InlineData("[{\"key\": \"A\",\n\"secured\": {\"secured\": true, \"key\": \"B\"}}]", new[] { 2 },
        "'secured' of 'A' must be true or false")]
    [InlineData("{\"values\": [],\n\"A\": 1}", new[] { 2 }, "'A' is next to the list")]
    [InlineData("{\"values\": [],\n\"next\": \"https://api.bitbucket.org/2.0/x?page=2\"}", new[] { 2 }, "one page of a longer list")]
    public void Error_is_reported(string text, int[] lines, string words) => FileCase.Fails(VariableFormat.Json, text, lines, words);

    /// <summary>If it were ignored, the variable would go to another place: without its repository, to the workspace.</summary>
    [Theory]
    [InlineData("\"repository\": 5", "'repository' of 'A' must be a string")]
    [InlineData("\"repository\": {\"slug\": \"web\"}", "'repository' of 'A' must be a string")]
    [InlineData("\"Environment\": [\"Production\"]", "'environment' of 'A' must be a string")]
    [InlineData("\"workspace\": true", "'workspace' of 'A' must be a string")]
    [InlineData("\"repository\": \"\\ud800\"", "'repository' of 'A' must be a string")]
    [InlineData("\"repository\": \"web\", \"Repository\": null", "'repository' of 'A' occurs twice")]
    [InlineData("\"environment\": \"Test\", \"environment\": \"Production\"", "'environment' of 'A' occurs twice")]
    [InlineData("\"workspace\": \"acme\", \"workspace\": \"other\"", "'workspace' of 'A' occurs twice")]
    public void Place_that_cannot_be_read_is_reported(string place, string words) =>
        FileCase.Fails(VariableFormat.Json, $"[{{\"key\": \"A\", \"value\": \"x\",\n{place}}}]", [2], words);

    [Fact]
    public void Place_that_is_null_says_nothing()
    {
        const string Text = """[{"key": "A", "value": "x", "workspace": null, "repository": "web", "environment": null}, {"key": "A", "repository": null}]""";
        Assert.Equal(["web", null], VariableFile.Read(Text, VariableFormat.Json).Select(e => e.Place?.ToString()));
    }

    [Fact]
    public void Nesting_without_end_is_reported() => FileCase.Fails(VariableFormat.Json, new string('[', 100_000), [1], "Invalid JSON");

    [Fact]
    public void Array_is_written() => Assert.Equal(
        """
        [
          {
            "key": "B",
            "value": "say \"hi\" <b> é \\ 'x'",
            "secured": false
          },
          {
            "key": "TOKEN",
            "value": null,
            "secured": true
          },
          {
            "key": "C",
            "value": "a\r\nb",
            "secured": null
          }
        ]

        """,
        VariableFile.Write(
            [new("B", "say \"hi\" <b> é \\ 'x'", false), new("TOKEN", null, true), new("C", "a\r\nb", null)], VariableFormat.Json));
}
