using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>An incomplete log never looks like a complete one.</summary>
public sealed class LogFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestApi _api = new();

    public void Dispose()
    {
        _api.Dispose();
        _folder.Dispose();
    }

    private StepLogReader Log(string step, Respond answer)
    {
        _api.Stub.Always("GET", $".*/steps/{step}/log", answer);
        return new StepLogReader(_api.Client, Pipelines.Log(TestApi.Repo, "42", step));
    }

    [Fact]
    public async Task A_log_is_saved_byte_by_byte()
    {
        string path = _folder.File("a.log");
        byte[] bytes = [0xff, 0, .. "a\r\nb\n€"u8];
        Assert.Empty(await LogFile.SaveAsync([Log("a", Answer.Bytes(bytes))], path, default));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        Assert.Equal(["a.log"], _folder.Files);
    }

    [Fact]
    public async Task Several_logs_follow_each_other_and_replace_what_was_there()
    {
        string path = _folder.File("a.log", "old and longer than what is new");
        StepLogReader none = Log("b", new FakeLog { Missing = true }.Answer);
        IReadOnlyList<StepLogReader> missing = await LogFile.SaveAsync(
            [Log("a", new FakeLog("one\n").Answer), none, Log("c", new FakeLog("three").Answer)], path, default);
        Assert.Equal("one\nthree", await File.ReadAllTextAsync(path));
        Assert.Equal([none], missing);
    }

    [Fact]
    public async Task Where_no_step_has_a_log_no_file_is_made_and_the_old_one_stays()
    {
        StepLogReader none = Log("a", new FakeLog { Missing = true }.Answer);
        Assert.Equal([none], await LogFile.SaveAsync([none], _folder.File("new.log"), default));
        Assert.Empty(_folder.Files);
        await LogFile.SaveAsync([none], _folder.File("old.log", "old"), default);
        Assert.Equal("old", await File.ReadAllTextAsync(_folder.File("old.log")));
    }

    [Fact]
    public async Task A_broken_connection_is_resumed_without_a_gap()
    {
        var log = new FakeLog("0123456789");
        log.Breaks.Enqueue(3);
        log.Breaks.Enqueue(4);
        string path = _folder.File("a.log");
        await LogFile.SaveAsync([Log("a", log.Answer)], path, default);
        Assert.Equal("0123456789", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_leaves_the_old_file_and_no_partial_one()
    {
        string path = _folder.File("a.log", "old");
        await Failures.OfAsync(
            () => LogFile.SaveAsync([Log("a", new FakeLog("new\n").Answer), Log("b", Answer.Error(403, "No"))], path, default));
        Assert.Equal("old", await File.ReadAllTextAsync(path));
        Assert.Equal(["a.log"], _folder.Files);
    }

    [Fact]
    public async Task Cancelling_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        Task saving = LogFile.SaveAsync(
            [Log("a", Answer.Stream("half"u8.ToArray(), StubStream.End.Stalled))], _folder.File("a.log"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_io_error() =>
        await Assert.ThrowsAnyAsync<IOException>(
            () => LogFile.SaveAsync([Log("a", new FakeLog("x").Answer)], _folder.File("no/such/a.log"), default));
}
