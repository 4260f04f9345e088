using BitbucketPipelines.Help;
using BitbucketPipelines.Tests.Conventions;

namespace BitbucketPipelines.Tests.Help;

/// <summary>The list of errors: read from the about topic, written for the web, compared with the sources.</summary>
public sealed class ErrorTopicTests
{
    private const string Topic = """
        TOPIC
            about_BitbucketPipelines_Errors

        SHORT DESCRIPTION
            Errors.

        REQUESTS
            Some words
            on two lines.

                Get-BbThing |
                    Out-Null

            NotFound (ObjectNotFound)
                It is not
                there | gone.
                Do: Look at
                the spelling.

            RateLimited (LimitsExceeded)
                Too many.

        SEE ALSO
            about_BitbucketPipelines
        """;

    [Fact]
    public void An_entry_has_id_category_meaning_and_action()
    {
        ErrorEntry[] entries = [.. Read().Entries];
        Assert.Equal(
            [new ErrorEntry("NotFound", "ObjectNotFound", "It is not there | gone.", "Look at the spelling."),
            new ErrorEntry("RateLimited", "LimitsExceeded", "Too many.", "")],
            entries);
    }

    [Fact]
    public void The_page_has_the_same_words()
    {
        string page = Read().ToMarkdown();
        Assert.Contains("# Errors\n\nErrors.\n\n## Requests\n\nSome words on two lines.\n\n```powershell\nGet-BbThing |\n    "
            + "Out-Null\n```\n", page, StringComparison.Ordinal);
        Assert.Contains("|---|---|---|---|\n| `NotFound` | ObjectNotFound | It is not there \\| gone. | Look at the spelling. |\n| "
            + "`RateLimited` |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("SEE", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_the_sources_and_the_topic_do_not_share_is_told()
    {
        var rules = new HelpRules(new SourceFolder("."));
        rules.Check(Read(), new Dictionary<string, string> { ["NotFound"] = "InvalidArgument", ["ServerError"] = "ResourceUnavailable" });
        Assert.Equal(["HELP10", "HELP09", "HELP11", "HELP13"], rules.Problems.Select(p => p.Code));
        Assert.Contains("ServerError", rules.Problems[1].Message, StringComparison.Ordinal);
        Assert.Contains("RateLimited", rules.Problems[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_and_categories_are_those_of_the_module()
    {
        IReadOnlyDictionary<string, string> ids = ErrorIds.Read(typeof(ErrorId).Assembly);
        Assert.True(ids.Count > 100);
        Assert.Equal("ObjectNotFound", ids["NotFound"]);
        Assert.Equal("InvalidArgument", ids["AmbiguousFilter"]);
    }

    [Fact]
    public void An_id_is_listed_only_as_long_as_something_has_it()
    {
        string sources = string.Concat(Places.Sources("BitbucketPipelines").Select(File.ReadAllText));
        Assert.All(
            ErrorIds.Read(typeof(ErrorId).Assembly).Keys, id => Assert.Matches($@"ErrorId\.{id}\b", sources));
    }

    private static ErrorTopic Read() => ErrorTopic.Read(new AboutTopic("about_BitbucketPipelines_Errors.help.txt", Topic));
}
