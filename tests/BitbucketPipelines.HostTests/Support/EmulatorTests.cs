namespace BitbucketPipelines.HostTests;

/// <summary>Checks what other tests rely on when they assert that no request is running.</summary>
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
            // Uses the connection of the previous request, whose response the server may still be completing.
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

    [Fact]
    public async Task A_reset_leaves_nothing_of_what_was_being_asked()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Path = "/user", DelaySeconds = 60 });
        using var client = new HttpClient { BaseAddress = Emulator.ApiUri };
        Task<HttpResponseMessage> early = client.GetAsync(new Uri("user", UriKind.Relative));
        Until(() => State.InFlight == 1 && Clock.OpenDelays == 1, "it was asked");
        State.Reset();
        Assert.Equal(0, State.InFlight);
        (await client.GetAsync(new Uri("nowhere", UriKind.Relative))).Dispose();
        Until(() => State.InFlight == 0, "the second was answered");
        RecordedRequest late = Assert.Single(State.Requests);
        Clock.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<HttpRequestException>(() => early);
        Assert.Equal(late, Assert.Single(State.Requests));
    }
}
