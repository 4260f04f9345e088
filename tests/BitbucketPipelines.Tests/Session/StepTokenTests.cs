
namespace BitbucketPipelines.Tests;

/// <summary>The token that Bitbucket gives to a step of a run: both names, and last of all credentials.</summary>
public class StepTokenTests
{
    [Theory]
    [InlineData("BITBUCKET_STEP_OAUTH_TOKEN")]
    [InlineData("BITBUCKET_STEP_OAUTH_ACCESS_TOKEN")]
    public void Both_names_are_known_and_shown(string name)
    {
        SessionSettings settings = SessionSettings.FromEnvironment(asked => asked == name ? "t" : null);
        Assert.Equal("StepToken", settings.Credential!.Kind);
        Assert.Equal($"Environment ({name})", settings.Source);
        Assert.True(Rehearsal.HasCredentials(asked => asked == name ? "t" : null));
    }

    [Theory]
    [InlineData("ApiToken", "BITBUCKET_EMAIL", "BITBUCKET_API_TOKEN")]
    [InlineData("AccessToken", "BITBUCKET_TOKEN")]
    [InlineData("OAuthClient", "BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET")]
    public void Any_other_credentials_come_first(string kind, params string[] names)
    {
        SessionSettings settings = SessionSettings.FromEnvironment(
            asked => names.Contains(asked) || asked.StartsWith("BITBUCKET_STEP_OAUTH", StringComparison.Ordinal) ? "t" : null);
        Assert.Equal((kind, "Environment"), (settings.Credential!.Kind, settings.Source));
    }

    [Fact]
    public void Half_of_other_credentials_does_not_count() => Assert.Equal(
        "StepToken",
        SessionSettings.FromEnvironment(
            asked => asked is "BITBUCKET_API_TOKEN" or "BITBUCKET_CLIENT_ID" or "BITBUCKET_STEP_OAUTH_TOKEN" ? "t" : null)
            .Credential!.Kind);

    [Fact]
    public async Task It_is_sent_as_a_bearer_token()
    {
        SessionCredential credential = SessionCredential.OfStep("step-token\n");
        using var api = new TestApi(options => options with { Credential = credential.ToApiCredential() });
        api.Stub.On("GET", Failures.RunPath, Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.Equal("Bearer step-token", api.Stub.Request.Authorization);
    }
}
