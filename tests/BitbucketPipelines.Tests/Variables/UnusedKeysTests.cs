namespace BitbucketPipelines.Tests.Cmdlets;

public class UnusedKeysTests
{
    private static readonly SecretPlace s_repository = new("acme", "web", null);
    private static readonly SecretPlace s_environment = new("acme", "web", "Test");
    private static readonly SecretPlace s_target = new("acme", "shop", null);

    [Theory]
    [InlineData("S", "", "")]
    [InlineData("web/S", "", "")]
    [InlineData("WEB/S", "", "")]
    [InlineData("web/s", "web/s", "")]
    [InlineData("TYPO", "TYPO", "")]
    [InlineData("web/TYPO", "web/TYPO", "")]
    [InlineData("shop/S", "shop/S", "")]
    [InlineData("other/S", "", "other/S")]
    [InlineData("web/Test/S", "", "web/Test/S")]
    [InlineData("wbe/LEFT", "wbe/LEFT", "")]
    [InlineData("", "", "")]
    public void Of_a_repository(string key, string suspect, string elsewhere)
    {
        // S always has a value, LEFT has none.
        UnusedKeys unused = UnusedKeys.Of([key, "web/S"], [new(s_repository, ["S", "LEFT"])], [s_target], _ => key.Length == 0);
        Assert.Equal(suspect, string.Join(" ", unused.Suspect));
        Assert.Equal(elsewhere, string.Join(" ", unused.Elsewhere));
    }

    [Fact]
    public void A_general_key_that_gives_way_is_right()
    {
        UnusedKeys unused = UnusedKeys.Of(["S", "web/S", "web/Test/S"], [new(s_environment, ["S"])], [], _ => false);
        Assert.Empty(unused.Suspect);
        Assert.Empty(unused.Elsewhere);
    }

    [Fact]
    public void A_key_that_served_an_earlier_call_is_not_reported() =>
        Assert.Equal(["NEW"], UnusedKeys.Of(["OLD", "NEW"], [new(s_repository, [])], [], k => k == "OLD").Suspect);
}
