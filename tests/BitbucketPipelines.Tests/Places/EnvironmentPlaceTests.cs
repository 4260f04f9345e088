namespace BitbucketPipelines.Tests;

public class EnvironmentPlaceTests
{
    private const string Bare = "b5d2ab02-2013-415e-b146-61ff3bf19502";

    [Theory]
    [InlineData("acme", "widgets", null, "acme", "widgets")]
    [InlineData("acme", null, null, "acme", null)]
    [InlineData(null, "widgets", null, null, "widgets")]
    [InlineData(null, "acme/widgets", null, "acme", "widgets")]
    [InlineData("other", "acme/widgets", null, "acme", "widgets")]
    [InlineData("acme/widgets", null, null, "acme", "widgets")]
    [InlineData("acme/widgets", "gadgets", null, "acme", "gadgets")]
    [InlineData(Bare, "widgets", null, "{" + Bare + "}", "widgets")]
    [InlineData("acme", Bare, null, "acme", "{" + Bare + "}")]
    [InlineData("https://bitbucket.org/acme/", "https://bitbucket.org/acme/widgets/src", null, "acme", "widgets")]
    [InlineData("https://bitbucket.org/acme/workspace/overview", null, null, "acme", null)]
    [InlineData(null, "git@bitbucket.org:acme/widgets.git", null, "acme", "widgets")]
    [InlineData(null, null, "acme/widgets", "acme", "widgets")]
    [InlineData("acme", null, "acme/widgets", "acme", "widgets")]
    [InlineData("ACME", null, "acme/widgets", "ACME", "widgets")]
    [InlineData("other", null, "acme/widgets", "other", null)]
    [InlineData(null, "gadgets", "acme/widgets", "acme", "gadgets")]
    [InlineData(" acme ", " ", "", "acme", null)]
    [InlineData(null, null, null, null, null)]
    public void The_variables_take_what_the_parameters_take(
        string? workspace, string? slug, string? full, string? expectedWorkspace, string? expectedSlug) =>
        Assert.Equal((expectedWorkspace, expectedSlug), EnvironmentPlace.Read(name => name switch
        {
            "BITBUCKET_WORKSPACE" => workspace,
            "BITBUCKET_REPO_SLUG" => slug,
            "BITBUCKET_REPO_FULL_NAME" => full,
            _ => null,
        }));
}
