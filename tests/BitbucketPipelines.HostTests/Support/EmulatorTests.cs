namespace BitbucketPipelines.HostTests;

/// <summary>What these tests rely on when they say that nothing is in flight.</summary>
public sealed class EmulatorTests : HostTest
{
    [Fact]
    public async Task A_client_that_leaves_is_never_missed()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Path = "/user", Times = 0, DelaySeconds = 60 });
        for (int i = 0; i < 500; i++)
        {
            using var client = new HttpClient { BaseAddress = Emulator.ApiUri };
            (await client.GetAsync(new Uri("repositories", UriKind.Relative))).Dispose();
            using var leaving = new CancellationTokenSource();
            // On the connection of the request before, whose answer the server may still be finishing.
            Task<HttpResponseMessage> request = client.GetAsync(new Uri("user", UriKind.Relative), leaving.Token);
            if (i % 2 == 0)
            {
                await Task.Yield();
            }

            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        Until(() => State.InFlight == 0, "nothing is in flight");
    }
}
