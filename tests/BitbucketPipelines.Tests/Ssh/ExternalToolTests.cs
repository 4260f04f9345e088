using System.Diagnostics;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines.Tests.Ssh;

public sealed class ExternalToolTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("a b\\", "\"a b\\\\\"")]
    [InlineData("a\\\"b", "\"a\\\\\\\"b\"")]
    [InlineData("C:\\Program Files\\x y", "\"C:\\Program Files\\x y\"")]
    public void Quotes_as_windows_wants_it(string argument, string expected) => Assert.Equal(expected, ExternalTool.Quote(argument));

    [Fact]
    public void Finds_nothing_that_is_not_there() => Assert.Null(ExternalTool.Find("no-such-program-" + Guid.NewGuid()));

    [Fact]
    public async Task Gives_output_and_exit_code()
    {
        if (ExternalTool.Find("sh") is { } sh)
        {
            ToolResult result = await ExternalTool.RunAsync(
                sh, ["-c", "echo \"$1\"; echo problem >&2; cat; exit 3", "x", "a \"b\" c"], TimeSpan.FromSeconds(20), default);
            Assert.Equal((3, "a \"b\" c\n", "problem\n"), (result.ExitCode, result.Output, result.Error));
        }
    }

    [Fact]
    public async Task Ends_with_the_time_and_with_its_caller()
    {
        if (ExternalTool.Find("sleep") is { } sleep)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(-1, (await ExternalTool.RunAsync(sleep, ["30"], TimeSpan.FromMilliseconds(50), default)).ExitCode);
            using var stop = new CancellationTokenSource(50);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => ExternalTool.RunAsync(sleep, ["30"], TimeSpan.FromSeconds(20), stop.Token));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Says_when_it_cannot_be_started()
    {
        using var folder = new TempFolder();
        await Assert.ThrowsAsync<IOException>(() => ExternalTool.RunAsync(folder.File("nothing"), [], TimeSpan.FromSeconds(1), default));
    }

    [Fact]
    public void A_secret_folder_leaves_nothing()
    {
        string root;
        using (var folder = new SecretFolder())
        {
            root = folder.Root;
            string file = folder.Write("key", "secret");
            Assert.Equal("secret", File.ReadAllText(file));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(root));
            }
        }

        Assert.False(Directory.Exists(root));
    }
}
