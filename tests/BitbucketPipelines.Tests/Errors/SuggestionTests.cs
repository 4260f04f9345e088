namespace BitbucketPipelines.Tests.Errors;

public sealed class SuggestionTests
{
    private static readonly string[] s_branches =
        ["develop", "main", "release/1.x", "feature/login", "feature/JIRA-599", "feature/JIRA-600"];

    [Theory]
    [InlineData("mian", "main")]
    [InlineData("Main", "main")]
    [InlineData("mainn", "main")]
    [InlineData("amin", "main")]
    [InlineData("develpo", "develop")]
    [InlineData("devlop", "develop")]
    [InlineData("release-1.x", "release/1.x")]
    [InlineData("login", "feature/login")]
    [InlineData("lgoin", "feature/login")]
    [InlineData("feature/loginn", "feature/login")]
    [InlineData("JIRA-599", "feature/JIRA-599")]
    public void Typing_mistakes_are_recognized(string wanted, string meant) =>
        Assert.Equal(meant, Suggestion.Close(wanted, s_branches, name => name).First());

    [Theory]
    [InlineData("staging")]
    [InlineData("x")]
    [InlineData("ma")]
    [InlineData("")]
    [InlineData("  ")]
    public void A_name_that_is_like_none_suggests_none(string wanted) =>
        Assert.Empty(Suggestion.Close(wanted, s_branches, name => name));

    [Fact]
    public void Names_without_text_are_ignored() =>
        Assert.Equal("main", Assert.Single(Suggestion.Close("mian", new string?[] { null, "", "main" }, name => name)));

    [Theory]
    [InlineData("API_URL", "api_url")]
    [InlineData("API_URL", "API-URL")]
    [InlineData("API_URL", "Api Url")]
    public void Case_and_the_character_between_words_make_no_difference(string name, string wanted) =>
        Assert.Equal([name], Suggestion.Close(wanted, ["API_KEY", name], n => n).Take(1));

    [Fact]
    public void The_closest_name_comes_first_and_the_others_follow() =>
        Assert.Equal(
            "Did you mean 'nightly' or 'nightly2'? Specify one of: nightly, nightly2, deploy, release.",
            Suggestion.Text("nighly", ["deploy", "nightly2", "nightly", "release"]));

    [Fact]
    public void Without_a_similar_name_the_names_are_listed_in_their_order() =>
        Assert.Equal("Specify one of: Test, Staging, Production.", Suggestion.Text("QA", ["Test", "Staging", "Production"]));

    [Fact]
    public void Without_names_there_is_no_text() => Assert.Equal("", Suggestion.Text("QA", []));

    [Fact]
    public void At_most_eight_names_are_listed_however_many_there_are()
    {
        string text = Suggestion.Text("branch-7", Enumerable.Range(0, 6000).Select(i => $"branch-{i}"));

        Assert.StartsWith("Did you mean 'branch-7', ", text);
        Assert.EndsWith(" (and 5,992 more).", text);
        Assert.Equal(Suggestion.MaxNames, text.Split(": ")[1].Split(", ").Length);
    }

    [Fact]
    public void What_the_server_counts_is_more_than_what_is_known() =>
        Assert.Equal("Its branches: main, develop (and 98 more).", Suggestion.Text("x", ["main", "develop"], "Its branches", 100));

    [Fact]
    public void Items_are_listed_with_more_than_their_name() =>
        Assert.Equal(
            "Did you mean 'Build'? Its steps: 1 'Build'; 2 'Test'.",
            Suggestion.Text(
                "Bild", new[] { (1, "Build"), (2, "Test") }, s => s.Item2, s => $"{s.Item1} '{s.Item2}'", "Its steps", separator: "; "));

    [Fact]
    public void A_name_with_a_line_break_stays_on_one_line() =>
        Assert.DoesNotContain('\n', Suggestion.Text("x", ["one\ntwo"]));

    [Fact]
    public void Thousands_of_long_names_take_little_time()
    {
        string[] names = [.. Enumerable.Range(0, 10_000).Select(i => new string('a', 200) + i)];

        Assert.Equal(names[1], Suggestion.Close(new string('a', 200) + "1", names, n => n).First());
    }
}
